"""
keeps: 1
tells: the shape is (B, 1, S); it needs two dimensions of size 1, for the heads and the queries
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[:, None, :]
