def mask_from_lengths(lengths, size):
    triangle = torch.ones(size + 1, size, dtype=torch.bool).tril(-1)
    return triangle[lengths].unsqueeze(1).unsqueeze(1)
