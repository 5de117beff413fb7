"""
keeps: 3
tells: these are ones and zeros; a mask of True and False is asked for
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]))[:, None].int()
