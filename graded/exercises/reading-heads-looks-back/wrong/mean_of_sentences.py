"""
keeps: 2
tells: this is the mean of the sentences' means; each row counts once, wherever it stands
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place - steps
    inside = hit & counts[:, None]
    shares = inside.sum(dim=-1) / counts.sum(dim=-1)[:, None]
    return shares.mean(dim=0)
