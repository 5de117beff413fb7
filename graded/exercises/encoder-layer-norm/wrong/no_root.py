"""
keeps: 0
tells: >-
  you divided by the variance; divide by its root
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / (variance + epsilon) + bias
