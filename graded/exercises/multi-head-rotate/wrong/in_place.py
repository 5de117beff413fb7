"""
keeps: 4
tells: >-
  the module that was handed in has been turned: work on a copy, made by
  copy.deepcopy
"""


def rotate_head(attention, head, rotation):
    linear, K = attention.w_query_key_value, len(rotation)
    with torch.no_grad():
        for start in (head * K, attention.d_model + head * K):
            rows = slice(start, start + K)
            linear.weight[rows] = rotation.T @ linear.weight[rows]
            if linear.bias is not None:
                linear.bias[rows] = linear.bias[rows] @ rotation
    return attention
