"""
keeps: 1
tells: >-
  there are K heads of width H: in the cut, the number of heads comes
  first, (H, K)
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, D // num_heads, num_heads).transpose(1, 2)
