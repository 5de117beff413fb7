"""
keeps: 0
tells: the divisor is missing; divide by sqrt(d_k)
"""


def my_attention(query, key, value):
    weights = (query @ key.mT).softmax(dim=-1)
    return weights @ value, weights
