"""
keeps: 1
tells: >-
  this is the part of the head itself; asked for is all the rest
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    matrix = pruned.w_output.weight
    with torch.no_grad():
        matrix[:, : head * width] = 0
        matrix[:, (head + 1) * width :] = 0
        pruned.w_output.bias.zero_()
    return pruned(x, x, x)[0]
