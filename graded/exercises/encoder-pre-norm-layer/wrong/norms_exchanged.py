"""
keeps: 1
tells: >-
  the norms are exchanged: norm_1 stands before the attention
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_2(x))
    return x + feed_forward(norm_1(x))
