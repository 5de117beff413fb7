def sliding_window_mask(size, window):
    if window < 1:
        raise ValueError(window)
    i = torch.arange(size)[:, None]
    j = torch.arange(size)[None, :]
    return (j <= i) & (i - j < window)
