import numpy as np


def relative_bias(length, table):
    R = table.shape[0] // 2
    distance = np.subtract.outer(np.arange(length), np.arange(length)).T
    return table[torch.as_tensor(np.clip(distance, -R, R) + R)]
