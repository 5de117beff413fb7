"""
keeps: 3
tells: >-
  the RuntimeError is PyTorch's, about sizes; raise a ValueError of your
  own, which names d_model
"""


def sinusoidal_table(length, d_model):
    position = torch.arange(length, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (even / d_model)
    table = torch.empty(length, d_model, dtype=torch.float64)
    table[:, 0::2] = angle.sin()
    table[:, 1::2] = angle.cos()
    return table
