"""
keeps: 4
tells: >-
  without biases, linear.bias is None, and None has no rows: ask for it
  before you turn it
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
