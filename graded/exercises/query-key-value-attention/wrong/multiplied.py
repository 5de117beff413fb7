"""
keeps: 0
tells: you multiplied by the square root of d_k; divide by it
"""


def my_attention(query, key, value):
    weights = (query @ key.mT * query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights
