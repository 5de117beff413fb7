"""
keeps: 2
tells: >-
  epsilon is an argument: take the one that is handed in, not always 1e-5
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)
