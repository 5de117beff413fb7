"""
keeps: 0
tells: square the distance
"""


def gaussian_attention(query, key, value, width):
    distance = (query[:, None] - key[None]).norm(dim=-1)
    weights = (-distance / (2 * width**2)).softmax(-1)
    return weights @ value, weights
