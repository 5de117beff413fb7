"""
keeps: 2
tells: >-
  with the norm first the normalised x was added; around the sublayer goes x as it was, only the
  sublayer sees it normalised
"""


def my_decoder_layer(layer, x, memory):
    x = layer.add_norm_1.prepare(x)
    x = layer.add_norm_1(x, layer.self_attention(x, x, x)[0])
    x = layer.add_norm_2.prepare(x)
    x = layer.add_norm_2(x, layer.cross_attention(x, memory, memory)[0])
    x = layer.add_norm_3.prepare(x)
    return layer.add_norm_3(x, layer.feed_forward(x))
