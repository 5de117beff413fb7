"""
keeps: 0
tells: >-
  the mean is still in it: subtract it before you divide
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * x / torch.sqrt(variance + epsilon) + bias
