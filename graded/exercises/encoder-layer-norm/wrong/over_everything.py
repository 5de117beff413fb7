"""
keeps: 0
tells: >-
  one mean and one variance for all; each vector has its own, over the last
  axis
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    variance = x.var(correction=0)
    return gain * (x - x.mean()) / torch.sqrt(variance + epsilon) + bias
