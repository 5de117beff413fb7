"""
keeps: 1
tells: >-
  the sines fill one half and the cosines the other; each cosine belongs
  beside its sine
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)[:, None]
    even = torch.arange(0, d_model, 2, dtype=torch.float64)
    angle = position / 10000 ** (even / d_model)
    return torch.cat([angle.sin(), angle.cos()], dim=1)
