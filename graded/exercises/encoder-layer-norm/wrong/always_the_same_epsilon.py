"""
keeps: 2
tells: >-
  epsilon is an argument: take the one that is handed in, not always 1e-5
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + 1e-5) + bias
