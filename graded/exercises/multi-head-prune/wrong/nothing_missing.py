"""
keeps: 1
tells: >-
  nothing is missing from this output: all heads are in it
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    return pruned(x, x, x)[0]
