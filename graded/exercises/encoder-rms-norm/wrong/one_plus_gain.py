"""
keeps: 0
tells: >-
  you multiplied by 1 + gain; multiply by the gain
"""


def rms_norm(x, gain, epsilon=1e-5):
    return (
        (1 + gain) * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon)
    )
