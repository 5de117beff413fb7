"""
keeps: 0
tells: the answer sees itself both ways; only the prefix does, the answer is causal
"""


def prefix_mask(size, prefix):
    mask = torch.ones(size, size, dtype=torch.bool)
    mask[:prefix, prefix:] = False
    return mask
