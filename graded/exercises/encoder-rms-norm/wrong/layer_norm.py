"""
keeps: 0
tells: >-
  this is layer norm: do not subtract the mean
"""


def rms_norm(x, gain, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return (
        gain
        * centred
        / (centred.pow(2).mean(-1, keepdim=True) + epsilon).sqrt()
    )
