from functools import reduce


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    residual = lambda x, pair: x + pair[1](pair[0](x))
    return reduce(residual, [(norm_1, attention), (norm_2, feed_forward)], x)
