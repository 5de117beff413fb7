def packed_mask(segments):
    same = segments.unsqueeze(2).eq(segments.unsqueeze(1)).unsqueeze(1)
    return same & padding_mask(segments, 0) & causal_mask(segments.shape[-1])
