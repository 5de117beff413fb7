"""
keeps: 0
tells: the self-attention is missing; it is the first sublayer
"""


def my_decoder_layer(layer, x, memory):
    query = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
