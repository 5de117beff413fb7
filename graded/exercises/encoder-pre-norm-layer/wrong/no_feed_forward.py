"""
keeps: 1
tells: >-
  where is the feed-forward block?
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + attention(norm_1(x))
