"""
keeps: 0
tells: >-
  the sentences have gone into one long row of tokens; the batch stays a
  dimension of its own
"""


def merge_heads(x):
    B, H, T, K = x.shape
    return x.transpose(1, 2).reshape(B * T, H * K)
