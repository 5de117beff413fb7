"""
keeps: 0
tells: >-
  the mean is gone, but the variance is not 1: divide by the root of it
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    return gain * (x - x.mean(-1, keepdim=True)) + bias
