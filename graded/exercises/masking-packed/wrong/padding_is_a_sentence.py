"""
keeps: 3
tells: padding sees padding, since 0 equals 0; it sees nothing and nobody sees it
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    return (same & causal_mask(segments.shape[1]))[:, None]
