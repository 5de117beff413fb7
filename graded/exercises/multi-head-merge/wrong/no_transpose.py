"""
keeps: 0
tells: >-
  the transpose is missing: a row now holds several tokens of one head,
  where it should hold all heads of one token
"""


def merge_heads(x):
    B, H, T, K = x.shape
    return x.reshape(B, T, H * K)
