def sliding_window_mask(size, window):
    if window <= 0:
        raise ValueError("window <= 0")
    mask = torch.zeros(size, size, dtype=torch.bool)
    for back in range(min(window, size)):
        mask.diagonal(-back).fill_(True)
    return mask
