"""
keeps: 3
tells: far from all keys you divide 0 by 0; use softmax on the exponents
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / weights.sum(-1, keepdim=True)
    return weights @ value, weights
