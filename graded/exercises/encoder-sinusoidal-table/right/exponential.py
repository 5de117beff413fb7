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
