"""
keeps: 0
tells: square the width
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width)).softmax(-1)
    return weights @ value, weights
