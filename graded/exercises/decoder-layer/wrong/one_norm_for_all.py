"""
keeps: 0
tells: add_norm_1 was used three times; each sublayer has its own add_norm
"""


def my_decoder_layer(layer, x, memory):
    add_norm = layer.add_norm_1
    given = add_norm.prepare(x)
    x = add_norm(x, layer.self_attention(given, given, given)[0])
    query = add_norm.prepare(x)
    x = add_norm(x, layer.cross_attention(query, memory, memory)[0])
    return add_norm(x, layer.feed_forward(add_norm.prepare(x)))
