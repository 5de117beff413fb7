"""
keeps: 4
tells: >-
  all heads are turned; only the one that was asked for should be
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in range(0, 2 * rotated.d_model, K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
