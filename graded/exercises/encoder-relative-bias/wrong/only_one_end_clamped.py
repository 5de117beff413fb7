"""
keeps: 3
tells: >-
  a distance below -R gives a negative index, which Python counts from the
  end: clamp at both ends
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    index = (distance + reach).clamp(max=2 * reach)
    return table[index]
