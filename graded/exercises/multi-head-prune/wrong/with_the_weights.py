"""
keeps: 1
tells: >-
  this is the pair that the module gives, output and weights; return the
  output alone
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        pruned.w_output.weight[:, head * width : (head + 1) * width] = 0
    return pruned(x, x, x)
