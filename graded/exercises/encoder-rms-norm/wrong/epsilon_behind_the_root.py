"""
keeps: 2
tells: >-
  epsilon is added to the mean square, before the root, not to the root
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / (torch.sqrt(x.pow(2).mean(-1, keepdim=True)) + epsilon)
