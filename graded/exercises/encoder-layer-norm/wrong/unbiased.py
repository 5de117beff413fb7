"""
keeps: 0
tells: >-
  you divided by D - 1: layer norm takes the biased variance, correction=0
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True)
    return gain * (x - mean) / torch.sqrt(variance + epsilon) + bias
