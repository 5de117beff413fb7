"""
keeps: 0
tells: >-
  you added the heads up; they stay side by side, so that the result has D
  = H K entries
"""


def merge_heads(x):
    return x.sum(1)
