"""
keeps: 0
tells: these are similarities; divide each row by its sum
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    return weights @ value, weights
