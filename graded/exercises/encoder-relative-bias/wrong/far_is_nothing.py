"""
keeps: 3
tells: >-
  what is further away than R has got a bias of 0; it counts as R or -R
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    bias = table[distance.clamp(-reach, reach) + reach]
    return bias.masked_fill(distance.abs() > reach, 0)
