"""
keeps: 0
tells: it looks ahead; the causal mask is missing
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    return (same & (segments != 0)[:, None, :])[:, None]
