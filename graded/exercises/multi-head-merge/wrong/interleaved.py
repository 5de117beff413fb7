"""
keeps: 0
tells: >-
  the heads are interleaved, one entry of each in turn; each head's entries
  stay together
"""


def merge_heads(x):
    return x.permute(0, 2, 3, 1).flatten(2)
