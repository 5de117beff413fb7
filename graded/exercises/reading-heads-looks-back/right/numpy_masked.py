import numpy as np


def looks_back(weights, counts, steps):
    place = np.arange(weights.shape[-1])
    rows = np.logical_and(counts.numpy(), place >= steps)
    if rows.sum() == 0:
        raise ValueError("no row counts")
    most = np.argmax(weights.numpy(), axis=-1).swapaxes(0, 1)
    return (most == place - steps)[:, rows].mean(axis=1)
