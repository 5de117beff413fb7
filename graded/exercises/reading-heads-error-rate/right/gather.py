def error_rate(weights, sure, possible):
    possible = torch.logical_or(possible, sure)
    rows = possible.any(-1)
    most = weights.argmax(-1, keepdim=True)
    in_sure = sure.gather(-1, most)[:, 0][rows].sum()
    in_possible = possible.gather(-1, most)[:, 0][rows].sum()
    total = rows.sum() + sure.sum()
    return 1.0 - (in_sure + in_possible).item() / total.item()
