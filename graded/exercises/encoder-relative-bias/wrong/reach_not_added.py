"""
keeps: 1
tells: >-
  index 0 is the distance -R: add R to the distance before you index
"""


def relative_bias(length, table):
    reach = len(table) // 2
    place = torch.arange(length)
    distance = place[None, :] - place[:, None]
    return table[distance.clamp(-reach, reach)]
