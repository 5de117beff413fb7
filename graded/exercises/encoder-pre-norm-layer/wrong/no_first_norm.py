"""
keeps: 1
tells: >-
  the attention needs its norm too
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(x)
    return x + feed_forward(norm_2(x))
