"""
keeps: 2
tells: >-
  the matrix turns one way, the bias the other: the bias becomes b R, from
  the right
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = rotation @ linear.bias[rows]
    return rotated
