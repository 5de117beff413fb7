"""
keeps: 1
tells: >-
  both blocks look at the same x; the feed-forward block comes after the
  attention and sees its sum
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    return x + attention(norm_1(x)) + feed_forward(norm_2(x))
