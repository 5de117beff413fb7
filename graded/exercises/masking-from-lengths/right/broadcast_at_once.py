def mask_from_lengths(lengths, size):
    return lengths[:, None, None, None] > torch.arange(size)
