"""
keeps: 0
tells: this is a mask of 0 and −∞; a boolean one is asked for
"""


def mask_from_lengths(lengths, size):
    mask = (torch.arange(size) < lengths[:, None])[:, None, None, :]
    return torch.zeros(mask.shape).masked_fill(~mask, -math.inf)
