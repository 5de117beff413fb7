"""
keeps: 1
tells: >-
  clamped after R was added, and to R: so everything to the right counts as
  distance 0
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[(distance + reach).clamp(0, reach)]
