"""
keeps: 1
tells: >-
  here each entry has a frequency of its own; a sine and the cosine beside
  it share one, they are the same hand
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length, dtype=torch.float64)[:, None]
    j = torch.arange(d_model, dtype=torch.float64)
    table = position / 10000 ** (j / d_model)
    table[:, 0::2] = table[:, 0::2].sin()
    table[:, 1::2] = table[:, 1::2].cos()
    return table
