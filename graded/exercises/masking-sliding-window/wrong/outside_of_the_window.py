"""
keeps: 1
tells: the window is hidden and everything before it open; take that part away from the causal mask
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    return causal_mask(size).tril(-window)
