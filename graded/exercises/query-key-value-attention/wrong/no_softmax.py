"""
keeps: 0
tells: these are the scores; the softmax is missing
"""


def my_attention(query, key, value):
    weights = query @ key.mT / query.shape[-1] ** 0.5
    return weights @ value, weights
