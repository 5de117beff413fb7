"""
keeps: 1
tells: >-
  norm_1 is used twice; the feed-forward block has norm_2
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return x + feed_forward(norm_1(x))
