"""
keeps: 0
tells: >-
  the tokens stand side by side, (B, H, T K); asked for are the heads of
  each token
"""


def merge_heads(x):
    return x.flatten(2)
