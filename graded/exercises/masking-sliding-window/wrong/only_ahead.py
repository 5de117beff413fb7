"""
keeps: 1
tells: it looks ahead and not back; rows are who looks, columns what is looked at
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    ahead = i - i[:, None]
    return (ahead >= 0) & (ahead < window)
