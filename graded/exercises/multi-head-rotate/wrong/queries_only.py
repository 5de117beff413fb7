"""
keeps: 1
tells: >-
  the keys have not changed; queries and keys must turn together
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        rows = slice(head * K, (head + 1) * K)
        linear.weight[rows] = rotation.T @ linear.weight[rows]
        if linear.bias is not None:
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
