"""
keeps: 3
tells: '`.T` turns round all axes; turn only the last two, with `.mT` or `.transpose(-2, -1)`'
"""


def my_attention(query, key, value):
    weights = (query @ key.T / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights
