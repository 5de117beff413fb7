"""
keeps: 1
tells: >-
  sentences and heads have become one dimension, (B H, T, K); keep them
  apart
"""


def split_heads(x, num_heads):
    B, T, D = x.shape
    if D % num_heads:
        raise ValueError("not divisible")
    K = D // num_heads
    return x.view(B, T, num_heads, K).transpose(1, 2).reshape(-1, T, K)
