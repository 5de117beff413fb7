"""
keeps: 1
tells: >-
  you normalise what the block gives; normalise what goes into it
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + norm_1(attention(x))
    return x + norm_2(feed_forward(x))
