def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError("too narrow")
    return torch.ones(size, size, dtype=torch.bool).tril().triu(1 - window)
