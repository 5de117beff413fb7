"""
keeps: 1
tells: >-
  the tokens still stand before the heads, (B, T, H, K): the transpose is
  missing
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, num_heads, D // num_heads)
