"""
keeps: 3
tells: >-
  the table is in float32; the text asks for float64, from the first line
  on
"""


def sinusoidal_table(length, d_model):
    if d_model % 2:
        raise ValueError("odd")
    position = torch.arange(length)[:, None]
    even = torch.arange(0, d_model, 2)
    angle = position / 10000 ** (even / d_model)
    table = torch.empty(length, d_model)
    table[:, 0::2] = angle.sin()
    table[:, 1::2] = angle.cos()
    return table
