"""
keeps: 0
tells: the last places are open for all; the prefix stands at the beginning
"""


def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) >= size - prefix)
