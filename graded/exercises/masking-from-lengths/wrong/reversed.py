"""
keeps: 0
tells: reversed; True means may attend, so the words are True and the padding False
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(size) >= lengths[:, None])[:, None, None, :]
