"""
keeps: 3
tells: the mask that was handed in has changed; make a new one with counts & mask
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts &= place >= steps
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)
