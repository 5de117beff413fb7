import copy

import numpy as np


def rotate_head(attention, head, rotation):
    result = copy.deepcopy(attention)
    R, K = rotation.numpy(), rotation.shape[0]
    rows = np.arange(head * K, (head + 1) * K)
    layer = result.w_query_key_value
    weight = layer.weight.detach().numpy()  # shares the memory
    for own in (rows, rows + result.d_model):
        weight[own] = R.T.dot(weight[own])
        if layer.bias is not None:
            bias = layer.bias.detach().numpy()
            bias[own] = bias[own].dot(R)
    return result
