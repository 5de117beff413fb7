def prefix_mask(size, prefix):
    left = torch.ones(size, prefix, dtype=torch.bool)
    right = torch.ones(size, size - prefix, dtype=torch.bool).tril(-prefix)
    return torch.cat([left, right], dim=1)
