"""
keeps: 2
tells: >-
  the rows of the matrix are turned, the bias is not: q = x M.T + b, and
  both parts of it turn
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
    return rotated
