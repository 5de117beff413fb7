"""
keeps: 0
tells: the conditions were joined with `or`; all must hold, join them with &
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return ((same | causal_mask(segments.shape[1])) & words)[:, None]
