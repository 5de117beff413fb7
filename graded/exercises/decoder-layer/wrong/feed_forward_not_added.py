"""
keeps: 0
tells: the feed-forward stands alone; it too goes through its add_norm
"""


def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    return layer.feed_forward(layer.add_norm_3.prepare(x))
