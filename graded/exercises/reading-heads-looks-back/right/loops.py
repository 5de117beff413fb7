def looks_back(weights, counts, steps):
    B, H, T, _ = weights.shape
    rows = [(b, t) for b in range(B) for t in range(steps, T) if counts[b, t]]
    if not rows:
        raise ValueError("no row counts")
    return torch.tensor(
        [
            sum(int(weights[b, h, t].argmax()) == t - steps for b, t in rows)
            / len(rows)
            for h in range(H)
        ]
    )
