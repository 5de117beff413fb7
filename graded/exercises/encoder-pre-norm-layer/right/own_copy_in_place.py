def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    result = x.clone()
    result += attention(norm_1(x))
    result += feed_forward(norm_2(result))
    return result
