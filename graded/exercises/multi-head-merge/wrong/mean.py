"""
keeps: 0
tells: >-
  you averaged the heads; they stay side by side, so that the result has D
  = H K entries
"""


def merge_heads(x):
    return x.mean(1)
