"""
keeps: 0
tells: you divided by the square root of the width of a value; take that of a query,
  `query.shape[-1]`
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / value.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights
