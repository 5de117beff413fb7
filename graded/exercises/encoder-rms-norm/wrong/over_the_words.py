"""
keeps: 0
tells: >-
  the mean is over the words; take the last axis, the entries of one vector
"""


def rms_norm(x, gain, epsilon=1e-5):
    axis = max(x.dim() - 2, 0)
    return gain * x / torch.sqrt(x.pow(2).mean(axis, keepdim=True) + epsilon)
