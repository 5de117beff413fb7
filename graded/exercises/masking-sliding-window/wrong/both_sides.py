"""
keeps: 1
tells: it looks ahead; the condition j <= i is missing
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    return (i[:, None] - i).abs() < window
