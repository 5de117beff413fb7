"""
keeps: 0
tells: only the prefix can be seen; the answer also sees what it has written so far
"""


def prefix_mask(size, prefix):
    return (torch.arange(size) < prefix).expand(size, size).clone()
