def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    rows = logits.reshape(-1, logits.shape[-1])
    result = torch.full_like(rows, -math.inf)
    for i, row in enumerate(rows):
        kept = row.softmax(0) >= share * row.softmax(0).max()
        result[i, kept] = row[kept]
    return result.view(logits.shape)
