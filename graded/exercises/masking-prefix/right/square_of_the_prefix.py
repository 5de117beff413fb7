def prefix_mask(size, prefix):
    mask = torch.ones(size, size).tril()
    mask[:prefix, :prefix] = 1
    return mask > 0
