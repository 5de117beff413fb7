"""
keeps: 1
tells: >-
  the second residual connection is missing: what went into norm_2 is added
  in the end
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = x + attention(norm_1(x))
    return feed_forward(norm_2(x))
