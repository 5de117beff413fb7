def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if len(tokens) < n:
        return set()
    runs = torch.tensor(tokens).unfold(0, n, 1)
    begin = torch.tensor(tokens)[len(tokens) - n + 1 :]
    same = (runs[:, :-1] == begin).all(dim=1)
    return set(runs[same, -1].tolist())
