import numpy as np


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    array = logits.numpy().astype(float)
    ratio = np.exp(array - array.max(axis=-1, keepdims=True))
    return np.where(ratio < share, -np.inf, array)
