"""
keeps: 1
tells: this cuts the text into blocks; the window moves along with each position
"""


def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("below 1")
    block = torch.arange(size) // window
    return (block[:, None] == block) & causal_mask(size)
