"""
keeps: 2
tells: >-
  epsilon is added to the variance, before the root, not to the root
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / (torch.sqrt(variance) + epsilon) + bias
