"""
keeps: 2
tells: a prefix of 0 opens everything; then nobody is in the prefix, and the mask is causal
"""


def prefix_mask(size, prefix):
    mask = torch.ones(size, size, dtype=torch.bool)
    if prefix:
        mask = causal_mask(size) | (torch.arange(size) < prefix)
    return mask
