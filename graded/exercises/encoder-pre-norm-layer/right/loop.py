def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    for norm, block in [(norm_1, attention), (norm_2, feed_forward)]:
        x = x + block(norm(x))
    return x
