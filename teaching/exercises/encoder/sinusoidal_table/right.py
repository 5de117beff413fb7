# %% column_by_column
def sinusoidal_table(length, d_model):
    """A loop over the hands, none over the positions."""
    if d_model % 2 != 0:
        raise ValueError(f"{d_model} is odd")
    p = torch.arange(length, dtype=torch.float64)
    columns = []
    for i in range(d_model // 2):
        angle = p / math.pow(10000, 2 * i / d_model)
        columns += [torch.sin(angle), torch.cos(angle)]
    return torch.stack(columns, dim=1)


# %% complex_numbers
def sinusoidal_table(length, d_model):
    """A hand of a clock is a complex number of length 1."""
    if d_model % 2:
        raise ValueError("a hand has two coordinates")
    omega = torch.tensor(
        [10000 ** (-2 * i / d_model) for i in range(d_model // 2)],
        dtype=torch.float64,
    )
    angle = torch.outer(torch.arange(length, dtype=torch.float64), omega)
    hands = torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(hands).flip(-1).reshape(length, d_model)


# %% exponential
import math

import torch


def sinusoidal_table(length, d_model):
    """As many programs write it, with exp and log, but in float64."""
    if d_model & 1:
        raise ValueError(d_model)
    table = torch.zeros(length, d_model).double()
    position = torch.arange(0, length, dtype=torch.double).unsqueeze(1)
    step = -math.log(10000.0) / d_model
    frequency = torch.exp(torch.arange(0, d_model, 2).double() * step)
    table[:, 0::2] = torch.sin(position * frequency)
    table[:, 1::2] = torch.cos(position * frequency)
    return table


# %% numpy_outer
import numpy as np


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    frequency = 1e4 ** (-np.arange(0, d_model, 2) / d_model)
    angle = np.outer(np.arange(length), frequency)
    table = np.empty((length, d_model))
    table[:, ::2], table[:, 1::2] = np.sin(angle), np.cos(angle)
    return torch.from_numpy(table)


# %% shifted_sines
def sinusoidal_table(length, d_model):
    """A cosine is a sine a quarter of a turn ahead."""
    if d_model % 2:
        raise ValueError("odd")
    entry = torch.arange(d_model, dtype=torch.float64)
    even, quarter = entry - entry % 2, (entry % 2) * (math.pi / 2)
    place = torch.arange(length, dtype=torch.float64).reshape(-1, 1)
    return torch.sin(place * torch.pow(10000.0, -even / d_model) + quarter)


# %% stack
def sinusoidal_table(length, d_model):
    if d_model % 2 == 1:
        raise ValueError("odd")
    position = torch.arange(length).double().unsqueeze(1)
    even = torch.arange(0, d_model, 2).double()
    angle = position * 10000.0 ** (-even / d_model)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
