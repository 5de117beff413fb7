"""
keeps: 0
tells: every weight of a half or more is claimed; a row claims its largest weight, whatever its size
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    claimed = weights >= 0.5
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
