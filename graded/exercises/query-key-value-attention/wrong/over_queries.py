"""
keeps: 0
tells: the softmax runs over the queries; run it over the keys
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-2)
    return weights @ value, weights
