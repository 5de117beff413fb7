"""
keeps: 3
tells: >-
  far distances begin at the other end of the table again; clamp them, so
  that they count as R or -R
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[(distance + reach) % len(table)]
