"""
keeps: 1
tells: one too narrow; with window 3 a position sees itself and two before it
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    back = i[:, None] - i
    return (back >= 0) & (back < window - 1)
