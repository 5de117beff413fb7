def mask_from_lengths(lengths, size):
    rows = [[place < n for place in range(size)] for n in lengths.tolist()]
    return torch.tensor(rows)[:, None, None, :]
