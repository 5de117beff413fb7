"""
keeps: 2
tells: >-
  where is epsilon? Without it, a vector of zeros is 0 / 0
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True))
