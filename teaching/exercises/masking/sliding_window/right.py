# %% diagonals
def sliding_window_mask(size, window):
    if window <= 0:
        raise ValueError("window <= 0")
    mask = torch.zeros(size, size, dtype=torch.bool)
    for back in range(min(window, size)):
        mask.diagonal(-back).fill_(True)
    return mask


# %% list_of_lists
class TooNarrow(ValueError):
    pass


def sliding_window_mask(size, window):
    if window < 1:
        raise TooNarrow(f"{window=}")
    return torch.tensor(
        [[0 <= i - j < window for j in range(size)] for i in range(size)]
    )


# %% loop
def sliding_window_mask(size, window):
    if not window >= 1:
        raise ValueError("a window below 1 leaves rows empty")
    mask = torch.zeros(size, size).bool()
    for i in range(size):
        mask[i, max(0, i - window + 1) : i + 1] = True
    return mask


# %% numpy_table
import numpy as np


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("window < 1")
    back = np.subtract.outer(np.arange(size), np.arange(size))
    return torch.from_numpy(np.isin(back, np.arange(window)))


# %% triangles
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("too narrow")
    return torch.ones(size, size, dtype=torch.bool).tril().triu(1 - window)


# %% two_conditions
def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError(window)
    i = torch.arange(size)[:, None]
    j = torch.arange(size)[None, :]
    return (j <= i) & (i - j < window)
