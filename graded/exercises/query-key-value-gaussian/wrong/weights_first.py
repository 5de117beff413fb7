"""
keeps: 0
tells: the order is (output, weights), not (weights, output)
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(-1)
    return weights, weights @ value
