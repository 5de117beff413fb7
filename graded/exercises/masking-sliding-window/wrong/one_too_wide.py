"""
keeps: 1
tells: one too wide; the window counts the position itself, so with window 3 there are two before it
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back <= window)
