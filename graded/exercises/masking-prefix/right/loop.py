def prefix_mask(size, prefix):
    mask = torch.empty(size, size, dtype=torch.bool)
    for i in range(size):
        for j in range(size):
            mask[i, j] = j <= i or j < prefix
    return mask
