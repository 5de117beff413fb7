"""
keeps: 0
tells: in the cross-attention the values come from the output; keys and values are the memory
"""


def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, query)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
