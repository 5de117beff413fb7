def error_rate(weights, sure, possible):
    possible = possible | sure
    claimed = torch.zeros_like(sure).scatter(
        1, weights.max(dim=1, keepdim=True).indices, True
    )
    claimed[~possible.any(dim=1)] = False
    a, s = claimed.double(), sure.double()
    return float(
        1 - ((a * s).sum() + (a * possible).sum()) / (a.sum() + s.sum())
    )
