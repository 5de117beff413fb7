"""
keeps: 0
tells: a sentence looks into those before it; only the same segment may be seen, compare the two
"""


def packed_mask(segments):
    words = (segments != 0)[:, None, :]
    return (words & causal_mask(segments.shape[1]))[:, None]
