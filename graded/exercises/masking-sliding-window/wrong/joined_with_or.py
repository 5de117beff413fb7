"""
keeps: 1
tells: the two conditions were joined with `or`; both must hold, join them with &
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) | (back < window)
