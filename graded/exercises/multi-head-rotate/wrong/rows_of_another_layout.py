"""
keeps: 1
tells: >-
  wrong rows: not query, key, value of head 0, then of head 1; the queries
  of all heads come first, then all keys
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (3 * head * K, 3 * head * K + K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
