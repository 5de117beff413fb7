"""
keeps: 0
tells: >-
  one root for all; each token by itself, over the last axis
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean() + epsilon)
