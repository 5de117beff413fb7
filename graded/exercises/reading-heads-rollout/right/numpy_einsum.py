import numpy as np


def rollout(weights):
    array = weights.numpy().astype(float)
    T = array.shape[-1]
    result = np.eye(T)
    for layer in array.mean(axis=1):
        result = np.einsum("ij,jk->ik", (layer + np.eye(T)) / 2, result)
    return result
