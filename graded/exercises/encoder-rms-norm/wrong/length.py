"""
keeps: 0
tells: >-
  you divided by the length; take the mean of the squares, not the sum
"""


def rms_norm(x, gain, epsilon=1e-5):
    return gain * x / torch.sqrt(x.pow(2).sum(-1, keepdim=True) + epsilon)
