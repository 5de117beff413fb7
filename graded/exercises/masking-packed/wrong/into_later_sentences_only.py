"""
keeps: 0
tells: the triangle is the wrong one; a token sees what comes before it, not after it
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]).T)[:, None]
