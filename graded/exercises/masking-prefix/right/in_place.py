def prefix_mask(size, prefix):
    mask = causal_mask(size)
    mask[:, :prefix] = True
    return mask
