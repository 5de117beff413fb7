"""
keeps: 1
tells: rows of padding count; leave them out
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = (place >= steps) | (counts & False)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)
