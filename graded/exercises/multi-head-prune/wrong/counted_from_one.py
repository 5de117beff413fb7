"""
keeps: 1
tells: >-
  another head is missing, the one before it; heads are counted from 0
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        pruned.w_output.weight[:, (head - 1) * width : head * width] = 0
    return pruned(x, x, x)[0]
