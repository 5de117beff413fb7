"""
keeps: 1
tells: >-
  sine and cosine are exchanged: entry 2i is the sine
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (even / d_model)
    return torch.stack([angle.cos(), angle.sin()], -1).flatten(1)
