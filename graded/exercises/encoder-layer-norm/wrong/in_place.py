"""
keeps: 1
tells: >-
  the right values, but x itself has changed: x -= writes into what was
  handed in, x = x - makes a new tensor
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    x -= x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * x / torch.sqrt(variance + epsilon) + bias
