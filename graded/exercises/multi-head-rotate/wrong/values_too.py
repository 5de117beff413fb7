"""
keeps: 4
tells: >-
  the values are turned as well; they do not meet in dot products, so the
  output has changed
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K, D = rotated.w_query_key_value, len(rotation), rotated.d_model
    with torch.no_grad():
        for start in (head * K, D + head * K, 2 * D + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
