def prefix_mask(size, prefix):
    rows = [[j < max(i + 1, prefix) for j in range(size)] for i in range(size)]
    return torch.tensor(rows)
