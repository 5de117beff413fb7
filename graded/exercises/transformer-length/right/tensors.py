def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("there is nothing to choose from")
    totals, lengths = torch.tensor(candidates, dtype=torch.float64).T
    return int((totals / lengths**alpha).argmax())
