def my_masked_attention(query, key, value, mask):
    d_k = query.size(-1)
    scores = torch.einsum("bhtd,bhsd->bhts", query, key) / d_k**0.5
    mask = mask.expand_as(scores)
    some = mask.any(-1, keepdim=True)
    scores = torch.where(mask | ~some, scores, -torch.inf)
    scores = torch.where(some, scores, torch.zeros_like(scores))
    e = torch.exp(scores - scores.amax(-1, keepdim=True))
    weights = e / e.sum(-1, keepdim=True)
    weights = torch.where(some, weights, torch.zeros_like(weights))
    return torch.einsum("bhts,bhse->bhte", weights, value), weights
