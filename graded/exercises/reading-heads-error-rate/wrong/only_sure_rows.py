"""
keeps: 0
tells: rows that have only possible links claim one too
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= sure.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
