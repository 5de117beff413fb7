"""
keeps: 2
tells: with the norm first the memory was prepared too; it comes out of the encoder ready for use
"""


def my_decoder_layer(layer, x, memory):
    given = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(given, given, given)[0])
    query = layer.add_norm_2.prepare(x)
    memory = layer.add_norm_2.prepare(memory)
    x = layer.add_norm_2(x, layer.cross_attention(query, memory, memory)[0])
    given = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(given))
