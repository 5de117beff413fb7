"""
keeps: 1
tells: >-
  the feed-forward block needs its norm too
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return x + feed_forward(x)
