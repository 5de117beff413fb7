"""
keeps: 1
tells: >-
  this is (B, H, K, T): the tokens come third, the entries of a head last
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, num_heads, D // num_heads).permute(0, 2, 3, 1)
