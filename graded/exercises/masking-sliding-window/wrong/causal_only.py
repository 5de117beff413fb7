"""
keeps: 1
tells: the window has no influence; this is the causal mask, which sees everything before
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    return causal_mask(size)
