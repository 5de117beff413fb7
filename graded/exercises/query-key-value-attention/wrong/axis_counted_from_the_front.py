"""
keeps: 3
tells: the softmax runs over axis 1, which is that of the keys for matrices only; count from the
  end, `dim=-1`
"""


def my_attention(query, key, value):
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(dim=1)
    return weights @ value, weights
