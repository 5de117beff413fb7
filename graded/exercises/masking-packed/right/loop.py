def packed_mask(segments):
    B, T = segments.shape
    mask = torch.zeros(B, 1, T, T, dtype=torch.bool)
    for b in range(B):
        for i in range(T):
            for j in range(i + 1):
                mine = int(segments[b, i])
                mask[b, 0, i, j] = mine != 0 and mine == int(segments[b, j])
    return mask
