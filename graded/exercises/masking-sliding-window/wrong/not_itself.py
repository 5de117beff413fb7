"""
keeps: 1
tells: no position sees itself; the window begins with the position's own place
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back > 0) & (back <= window)
