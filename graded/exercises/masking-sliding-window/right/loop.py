def sliding_window_mask(size, window):
    if not window >= 1:
        raise ValueError("a window below 1 leaves rows empty")
    mask = torch.zeros(size, size).bool()
    for i in range(size):
        mask[i, max(0, i - window + 1) : i + 1] = True
    return mask
