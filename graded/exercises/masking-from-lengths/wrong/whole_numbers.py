"""
keeps: 1
tells: these are ones and zeros; leave True and False as the comparison gives them
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[:, None, None, :].int()
