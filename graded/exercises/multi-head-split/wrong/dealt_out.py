"""
keeps: 1
tells: >-
  head 0 got the entries 0, H, 2H and so on; its entries lie side by side:
  cut the last dimension into (H, K), not (K, H)
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    return x.view(B, T, D // num_heads, num_heads).permute(0, 3, 1, 2)
