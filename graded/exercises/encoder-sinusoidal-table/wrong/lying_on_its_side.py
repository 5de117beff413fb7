"""
keeps: 1
tells: >-
  this is (d_model, length): a row is a position, not an entry
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)
    even = torch.arange(0, d_model, 2, dtype=torch.float64)[:, None]
    angle = position / 10000 ** (even / d_model)
    return torch.stack([angle.sin(), angle.cos()], 1).flatten(0, 1)
