"""
keeps: 1
tells: >-
  left and right have the same bias: the distance j - i has a sign, so
  leave out abs
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = (place[None, :] - place[:, None]).abs()
    return table[distance.clamp(max=reach) + reach]
