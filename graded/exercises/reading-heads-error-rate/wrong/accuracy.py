"""
keeps: 0
tells: this is the share that is right; the error rate is 1 minus that
"""


def error_rate(weights, sure, possible):
    possible = possible | sure
    most = weights.argmax(dim=-1)
    claimed = torch.nn.functional.one_hot(most, weights.shape[-1]).bool()
    claimed &= possible.any(dim=-1, keepdim=True)
    hits = (claimed & sure).sum() + (claimed & possible).sum()
    return (hits / (claimed.sum() + sure.sum())).item()
