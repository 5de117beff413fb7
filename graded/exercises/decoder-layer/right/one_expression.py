def my_decoder_layer(layer, x, memory):
    steps = [
        (layer.add_norm_1, lambda q: layer.self_attention(q, q, q)[0]),
        (
            layer.add_norm_2,
            lambda q: layer.cross_attention(q, memory, memory)[0],
        ),
        (layer.add_norm_3, layer.feed_forward),
    ]
    for add_norm, sublayer in steps:
        x = add_norm(x, sublayer(add_norm.prepare(x)))
    return x
