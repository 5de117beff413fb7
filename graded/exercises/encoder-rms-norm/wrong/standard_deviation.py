"""
keeps: 0
tells: >-
  you divided by the standard deviation, which is measured from the mean;
  take the squares of x itself
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (x.var(-1, keepdim=True, correction=0) + epsilon).sqrt()
