"""
keeps: 1
tells: >-
  view(B, H, T, K) fills the new shape in the order of memory and tears the
  tokens apart; cut only the last dimension, then exchange two
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, num_heads, T, D // num_heads)
