"""
keeps: 1
tells: >-
  where is the attention?
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + feed_forward(norm_2(x))
