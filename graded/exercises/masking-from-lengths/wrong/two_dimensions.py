"""
keeps: 1
tells: the shape is (B, S); put in two dimensions of size 1, for the heads and the queries
"""


def mask_from_lengths(lengths, size):
    return torch.arange(size) < lengths[:, None]
