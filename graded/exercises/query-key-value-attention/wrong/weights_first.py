"""
keeps: 0
tells: the order is (output, weights), not (weights, output)
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights, weights @ value
