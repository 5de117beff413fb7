"""
keeps: 3
tells: rows of padding claim a link too; a row without a possible link claims nothing
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return 1 - (hits / (claimed.sum() + sure.sum())).item()
