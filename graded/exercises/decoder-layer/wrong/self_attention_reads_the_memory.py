"""
keeps: 0
tells: self_attention reads the memory; cross_attention does that, with matrices of its own
"""


def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.self_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
