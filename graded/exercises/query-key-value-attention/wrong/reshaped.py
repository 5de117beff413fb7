"""
keeps: 0
tells: '`view` and `reshape` do not transpose; they cut the keys up anew'
"""


def my_attention(query, key, value):
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    weights = (query @ turned / query.shape[-1] ** 0.5).softmax(dim=-1)
    return weights @ value, weights
