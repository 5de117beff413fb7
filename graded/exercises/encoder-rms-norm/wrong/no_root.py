"""
keeps: 0
tells: >-
  you divided by the mean square; divide by its root
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.pow(2).mean(-1, keepdim=True) + epsilon)
