"""
keeps: 0
tells: the prefix is causal too; its positions see all of it, both ways
"""


def prefix_mask(size, prefix):
    return causal_mask(size)
