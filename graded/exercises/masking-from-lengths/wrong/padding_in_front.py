"""
keeps: 0
tells: the words stand on the right; sentences begin on the left, padding comes at the end
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(size) >= size - lengths[:, None])[:, None, None, :]
