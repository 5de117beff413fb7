"""
keeps: 3
tells: >-
  j - i is too large for the table: clamp it to -R and R first
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    return table[place[None, :] - place[:, None] + reach]
