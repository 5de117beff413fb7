"""
keeps: 0
tells: reversed; True means may attend
"""


def prefix_mask(size, prefix):
    return ~(causal_mask(size) | (torch.arange(size) < prefix))
