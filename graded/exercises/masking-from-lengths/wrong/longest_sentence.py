"""
keeps: 1
tells: the mask is as wide as the longest sentence; it has `size` columns
"""


def mask_from_lengths(lengths, size):
    place = torch.arange(int(lengths.max()))
    return (place < lengths[:, None])[:, None, None, :]
