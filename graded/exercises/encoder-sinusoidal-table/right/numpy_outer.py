import numpy as np


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    frequency = 1e4 ** (-np.arange(0, d_model, 2) / d_model)
    angle = np.outer(np.arange(length), frequency)
    table = np.empty((length, d_model))
    table[:, ::2], table[:, 1::2] = np.sin(angle), np.cos(angle)
    return torch.from_numpy(table)
