"""
keeps: 1
tells: >-
  an assert is for your own slips, and Python can switch it off; a bad
  argument is a ValueError
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    assert D % num_heads == 0, "not divisible"
    return x.view(B, T, num_heads, D // num_heads).transpose(1, 2)
