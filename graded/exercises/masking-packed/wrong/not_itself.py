"""
keeps: 0
tells: a token does not see itself; the diagonal belongs to the causal mask
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    return (same & words & causal_mask(segments.shape[1]).tril(-1))[:, None]
