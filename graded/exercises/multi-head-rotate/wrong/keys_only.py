"""
keeps: 1
tells: >-
  the queries have not changed; queries and keys must turn together
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        start = rotated.d_model + head * K
        rows = slice(start, start + K)
        linear.weight[rows] = rotation.T @ linear.weight[rows]
        if linear.bias is not None:
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
