"""
keeps: 0
tells: the softmax runs over the queries; run it over the keys
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(0)
    return weights @ value, weights
