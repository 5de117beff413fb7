"""
keeps: 1
tells: >-
  only this head is left, and the bias; asked for are all heads but this
  one
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    matrix = pruned.w_output.weight
    with torch.no_grad():
        matrix[:, : head * width] = 0
        matrix[:, (head + 1) * width :] = 0
    return pruned(x, x, x)[0]
