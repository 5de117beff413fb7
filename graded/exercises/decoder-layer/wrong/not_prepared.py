"""
keeps: 2
tells: >-
  with the norm first nothing was normalised; a sublayer is given add_norm.prepare(x), which does
  that when it is needed
"""


def my_decoder_layer(layer, x, memory):
    x = layer.add_norm_1(x, layer.self_attention(x, x, x)[0])
    x = layer.add_norm_2(x, layer.cross_attention(x, memory, memory)[0])
    return layer.add_norm_3(x, layer.feed_forward(x))
