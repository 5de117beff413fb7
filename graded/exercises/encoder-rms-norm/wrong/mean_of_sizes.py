"""
keeps: 0
tells: >-
  this is the mean of the absolute values; square first, then the mean,
  then the root
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.abs().mean(-1, keepdim=True) + epsilon)
