"""
keeps: 0
tells: the possible links are not counted as hits; both intersections are added
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = 2 * (claimed & sure).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
