"""
keeps: 1
tells: >-
  the distance is j - i, not i - j: to the right of the diagonal it is
  positive
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[:, None] - place[None, :]
    return table[distance.clamp(-reach, reach) + reach]
