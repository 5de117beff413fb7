"""
keeps: 0
tells: softmax takes the exponential itself; hand it the exponents
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2)).softmax(-1)
    return weights @ value, weights
