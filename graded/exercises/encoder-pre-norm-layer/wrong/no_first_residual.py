"""
keeps: 1
tells: >-
  the first residual connection is missing: x itself is added to what the
  attention gives
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = attention(norm_1(x))
    return x + feed_forward(norm_2(x))
