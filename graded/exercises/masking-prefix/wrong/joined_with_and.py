"""
keeps: 0
tells: joined with `and`, which hides more; a cell is open if it is in the past or in the prefix
"""


def prefix_mask(size, prefix):
    return causal_mask(size) & (torch.arange(size) < prefix)
