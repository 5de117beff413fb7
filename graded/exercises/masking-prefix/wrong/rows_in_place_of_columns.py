"""
keeps: 0
tells: the prefix sees everything, the answer too; open the columns of the prefix, not its rows
"""


def prefix_mask(size, prefix):
    return causal_mask(size) | (torch.arange(size) < prefix)[:, None]
