"""
keeps: 1
tells: >-
  the numbers were taken in the order in which they lie in memory; after a
  transpose that is not the order of the shape
"""


def merge_heads(x):
    B, H, T, K = x.shape
    memory = x.as_strided((B, H, T, K), (H * T * K, T * K, K, 1))
    return memory.transpose(1, 2).flatten(2)
