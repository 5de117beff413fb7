"""
keeps: 1
tells: >-
  a head without a query is not off: it gives all words the same weight,
  and hands on their mean
"""

import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    layer = pruned.w_query_key_value
    width = attention.d_model // attention.num_heads
    own = slice(head * width, (head + 1) * width)
    with torch.no_grad():
        layer.weight[own] = 0
        layer.bias[own] = 0
    return pruned(x, x, x)[0]
