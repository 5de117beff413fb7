"""
keeps: 1
tells: >-
  in the end you add the x of the beginning; add the sum behind the
  attention
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    middle = x + attention(norm_1(x))
    return x + feed_forward(norm_2(middle))
