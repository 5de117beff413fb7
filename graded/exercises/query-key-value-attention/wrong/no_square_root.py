"""
keeps: 0
tells: you divided by d_k; divide by its square root
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1]).softmax(dim=-1)
    return weights @ value, weights
