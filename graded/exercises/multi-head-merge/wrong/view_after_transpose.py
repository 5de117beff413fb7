"""
keeps: 1
tells: >-
  after a transpose the numbers do not lie in memory in the order of the
  shape: view refuses, flatten and reshape copy
"""


def merge_heads(x):
    B, H, T, K = x.shape
    return x.transpose(1, 2).view(B, T, H * K)
