"""
keeps: 1
tells: >-
  the right values, but x itself has changed: x /= writes into what was
  handed in, x = x / makes a new tensor
"""


def rms_norm(x, gain, epsilon=1e-5):
    x /= torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    return gain * x
