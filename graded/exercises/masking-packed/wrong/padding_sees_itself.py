"""
keeps: 3
tells: padding sees itself; its rows are empty, and attention gives an empty row zeros
"""


def packed_mask(segments):
    same = segments[:, :, None] == segments[:, None, :]
    words = (segments != 0)[:, None, :]
    itself = torch.eye(segments.shape[1], dtype=torch.bool)
    return (same & (words | itself) & causal_mask(segments.shape[1]))[:, None]
