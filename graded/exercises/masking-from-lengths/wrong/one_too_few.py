"""
keeps: 0
tells: one place too few is open; with length 4 the places 0 to 3 are open
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(1, size + 1) < lengths[:, None])[:, None, None, :]
