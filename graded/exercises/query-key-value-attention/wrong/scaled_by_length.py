"""
keeps: 0
tells: you divided by the square root of the number of keys; divide by that of the width,
  `query.shape[-1]`
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / key.shape[-2] ** 0.5).softmax(dim=-1)
    return weights @ value, weights
