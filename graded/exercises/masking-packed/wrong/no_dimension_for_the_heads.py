"""
keeps: 3
tells: the shape is (B, T, T); put in a dimension of size 1 for the heads
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return same & words & causal_mask(segments.shape[1])
