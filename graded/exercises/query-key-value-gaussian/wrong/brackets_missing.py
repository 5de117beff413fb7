"""
keeps: 0
tells: you divided by 2 and multiplied by the squared width; brackets are missing in `/ 2 *
  width**2`
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = (-squared / 2 * width**2).softmax(-1)
    return weights @ value, weights
