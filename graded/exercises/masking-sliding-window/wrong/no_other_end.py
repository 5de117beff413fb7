"""
keeps: 1
tells: this condition alone lets all later positions be seen; join it with the causal mask
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    i = torch.arange(size)
    return i[:, None] - i < window
