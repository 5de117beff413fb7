import numpy as np


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("window < 1")
    back = np.subtract.outer(np.arange(size), np.arange(size))
    return torch.from_numpy(np.isin(back, np.arange(window)))
