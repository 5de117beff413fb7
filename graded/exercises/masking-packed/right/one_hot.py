def packed_mask(segments):
    one_hot = nn.functional.one_hot(segments).float()
    one_hot[..., 0] = 0
    same = (one_hot @ one_hot.mT).unsqueeze(1) > 0
    return same.logical_and(causal_mask(segments.size(1)))
