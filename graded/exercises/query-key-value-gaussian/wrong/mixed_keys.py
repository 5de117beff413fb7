"""
keeps: 2
tells: you mixed the keys; mix the values
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / (2 * width**2)).softmax(-1)
    return weights @ key, weights
