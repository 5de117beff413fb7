"""
keeps: 0
tells: a position of the answer does not see itself; the diagonal belongs to the causal mask
"""


def prefix_mask(size, prefix):
    return causal_mask(size).tril(-1) | (torch.arange(size) < prefix)
