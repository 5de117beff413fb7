"""
keeps: 1
tells: >-
  you add the normalised x; add x itself, as it was before the norm
"""


def pre_norm_layer(x, norm_1, attention, norm_2, feed_forward):
    x = norm_1(x)
    x = x + attention(x)
    x = norm_2(x)
    return x + feed_forward(x)
