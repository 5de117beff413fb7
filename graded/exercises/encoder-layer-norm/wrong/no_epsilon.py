"""
keeps: 2
tells: >-
  where is epsilon? Without it, a vector of equal entries is 0 / 0
"""


def my_layer_norm(x, gain, bias, epsilon=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return gain * (x - mean) / torch.sqrt(variance) + bias
