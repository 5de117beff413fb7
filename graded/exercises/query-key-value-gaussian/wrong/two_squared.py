"""
keeps: 0
tells: only the width is squared, not the 2 beside it
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width) ** 2).softmax(-1)
    return weights @ value, weights
