"""
keeps: 1
tells: >-
  your first position is 1; positions are counted from 0
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(1, length + 1, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (even / d_model)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(1)
