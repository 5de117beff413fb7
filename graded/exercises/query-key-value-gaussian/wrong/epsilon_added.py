"""
keeps: 3
tells: a small number in the divisor keeps nan away, but far from all keys all weights are 0;
  use softmax on the exponents
"""


def gaussian_attention(query, key, value, width):
    squared = (query[:, None] - key[None]).square().sum(-1)
    weights = torch.exp(-squared / (2 * width**2))
    weights = weights / (weights.sum(-1, keepdim=True) + 1e-12)
    return weights @ value, weights
