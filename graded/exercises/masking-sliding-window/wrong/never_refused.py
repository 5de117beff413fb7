"""
keeps: 2
tells: a window below 1 leaves rows empty; raise a ValueError
"""


def sliding_window_mask(size, window):
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window)
