"""
keeps: 0
tells: >-
  this is the plain norm: where are gain and bias?
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return (x - mean) / torch.sqrt(variance + epsilon)
