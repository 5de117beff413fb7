"""
keeps: 3
tells: the shape is (1, B, T, T); the batch comes first, then the heads
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]))[None]
