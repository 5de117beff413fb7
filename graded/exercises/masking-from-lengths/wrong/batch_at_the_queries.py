"""
keeps: 1
tells: the sentences lie on the dimension of the queries; the batch comes first, (B, 1, 1, S)
"""


def mask_from_lengths(lengths, size):
    return (torch.arange(size) < lengths[:, None])[None, None]
