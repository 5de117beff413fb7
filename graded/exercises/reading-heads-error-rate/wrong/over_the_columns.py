"""
keeps: 0
tells: the largest weight was taken in each column; a row claims one link
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=0)
    claimed = torch.nn.functional.one_hot(most, weights.shape[0]).bool().T
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
