"""
keeps: 3
tells: >-
  an odd d_model gave a table; raise a ValueError instead
"""


def sinusoidal_table(length, d_model):
    position = torch.arange(length, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (even / d_model)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(1)
