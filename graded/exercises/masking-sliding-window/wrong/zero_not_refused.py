"""
keeps: 2
tells: window 0 leaves all rows empty; raise a ValueError for it too
"""


def sliding_window_mask(size, window):
    if window < 0:
        raise ValueError("below 0")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window)
