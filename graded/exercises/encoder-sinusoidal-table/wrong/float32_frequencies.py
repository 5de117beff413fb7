"""
keeps: 3
tells: >-
  the frequencies are in float32, and the rounding error grows with the
  position: float64 there too
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)[:, None]
    frequency = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)
    angle = position * frequency
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(1)
