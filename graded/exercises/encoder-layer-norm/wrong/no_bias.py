"""
keeps: 0
tells: >-
  the gain is there, the bias is not
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance + epsilon)
