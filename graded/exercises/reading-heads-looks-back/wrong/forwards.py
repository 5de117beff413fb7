"""
keeps: 2
tells: this counts the heads that look forwards; steps places before is place - steps
"""


def looks_back(weights, counts, steps):
    place = torch.arange(weights.shape[-1])
    counts = counts & (place >= steps)
    if not counts.any():
        raise ValueError("no row counts")
    hit = weights.argmax(dim=-1) == place + steps
    return hit.transpose(0, 1)[:, counts].float().mean(dim=-1)
