"""
keeps: 4
tells: >-
  x was changed in place: x += writes into what was handed in, x = x + makes
  a new tensor
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x += attention(norm_1(x))
    x += feed_forward(norm_2(x))
    return x
