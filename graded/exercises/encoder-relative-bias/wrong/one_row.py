"""
keeps: 1
tells: >-
  this is the row of token 0 alone; every token i has its own, (length,
  length)
"""


def relative_bias(length, table):
    reach = len(table) // 2
    return table[torch.arange(length).clamp(max=reach) + reach]
