import copy

import torch


@torch.no_grad()
def rotate_head(attention, head, rotation):
    """Each new row is a sum of old rows, written out."""
    result = copy.deepcopy(attention)
    old, new = attention.w_query_key_value, result.w_query_key_value
    K = len(rotation)
    for first in (head * K, attention.d_model + head * K):
        for j in range(K):
            new.weight[first + j] = sum(
                rotation[i, j] * old.weight[first + i] for i in range(K)
            )
            if old.bias is not None:
                new.bias[first + j] = sum(
                    rotation[i, j] * old.bias[first + i] for i in range(K)
                )
    return result
