"""
keeps: 0
tells: one column too many is open; the first `prefix` places are 0 to prefix − 1
"""


def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) <= prefix)
