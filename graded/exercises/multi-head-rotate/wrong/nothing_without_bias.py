"""
keeps: 4
tells: >-
  a module without biases came back unturned; the rows of its matrix turn all
  the same
"""

import copy


def rotate_head(attention, head, rotation):
    rotated = copy.deepcopy(attention)
    linear, K = rotated.w_query_key_value, len(rotation)
    if linear.bias is None:
        return rotated
    with torch.no_grad():
        for start in (head * K, rotated.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            linear.bias[rows] = linear.bias[rows] @ rotation
    return rotated
