"""
keeps: 1
tells: >-
  you turned columns, which meet the entries of x; the entries of a query
  come from rows
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K, D = rotated.w_query_key_value, len(rotation), rotated.d_model
    own = slice(head * K, (head + 1) * K)
    with torch.no_grad():
        linear.weight[: 2 * D, own] = linear.weight[: 2 * D, own] @ rotation
    return rotated
