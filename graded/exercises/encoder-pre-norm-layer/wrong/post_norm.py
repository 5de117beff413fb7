"""
keeps: 1
tells: >-
  this is post-norm: the norm stands behind the addition; it comes before
  the block
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x + attention(x))
    return norm_2(x + feed_forward(x))
