"""
keeps: 0
tells: >-
  these are the indices; use them on the table
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return distance.clamp(-reach, reach) + reach
