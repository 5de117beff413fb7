"""
keeps: 0
tells: these are the weights of the dot product; the score here is minus the squared distance
  over 2 h squared
"""


def gaussian_attention(query, key, value, width):
    weights = (query @ key.T / (2 * width**2)).softmax(-1)
    return weights @ value, weights
