def my_decoder_layer(layer, x, memory):
    q = layer.add_norm_1.prepare(x)
    out, weights = layer.self_attention(q, q, q, need_weights=True)
    x = layer.add_norm_1(x, out)
    out, weights = layer.cross_attention(
        query=layer.add_norm_2.prepare(x),
        key=memory,
        value=memory,
        need_weights=True,
    )
    x = layer.add_norm_2(x, out)
    return layer.add_norm_3(x, layer.feed_forward(layer.add_norm_3.prepare(x)))
