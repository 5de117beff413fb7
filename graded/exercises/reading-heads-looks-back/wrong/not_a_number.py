"""
keeps: 3
tells: where no row counts this is not a number; raise a ValueError
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)
