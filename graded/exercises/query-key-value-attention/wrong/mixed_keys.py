"""
keeps: 2
tells: you mixed the keys; mix the values
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ key, weights
