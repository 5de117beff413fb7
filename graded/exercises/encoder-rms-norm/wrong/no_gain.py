"""
keeps: 0
tells: >-
  where is the gain?
"""


def rms_norm(x, gain, epsilon=1e-5):
    return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
