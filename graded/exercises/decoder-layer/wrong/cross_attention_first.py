"""
keeps: 0
tells: the memory is read before the self-attention; the output looks at itself first
"""


def my_decoder_layer(layer, x, memory):
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
