def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = nn.functional.softmax(logits, dim=-1)
    best, _ = p.max(dim=-1, keepdim=True)
    result = logits.clone()
    result[p < share * best] = -float("inf")
    return result
