def mask_from_lengths(lengths, size):
    ones = torch.ones(lengths.shape[0], size, dtype=torch.int64)
    return (ones.cumsum(dim=1) <= lengths.unsqueeze(1)).reshape(-1, 1, 1, size)
