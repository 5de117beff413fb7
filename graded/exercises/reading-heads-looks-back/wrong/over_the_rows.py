"""
keeps: 1
tells: the largest weight was taken in each column; a row is the token that looks
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-2) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)
