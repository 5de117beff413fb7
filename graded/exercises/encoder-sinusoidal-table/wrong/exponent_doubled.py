"""
keeps: 1
tells: >-
  the exponent is doubled: torch.arange(0, d_model, 2) is 2i already
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (2 * even / d_model)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(1)
