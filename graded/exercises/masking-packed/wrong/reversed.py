"""
keeps: 0
tells: reversed; True means may attend
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return ~(same & words & causal_mask(segments.shape[1]))[:, None]
