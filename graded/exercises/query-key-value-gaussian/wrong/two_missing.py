"""
keeps: 0
tells: the 2 below the fraction line is missing
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / width**2).softmax(-1)
    return weights @ value, weights
