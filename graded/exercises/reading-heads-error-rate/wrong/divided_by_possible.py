"""
keeps: 0
tells: divide by claimed plus sure links; the possible ones need not be found
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + possible.sum())).item()
