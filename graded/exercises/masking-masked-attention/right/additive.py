def my_masked_attention(query, key, value, mask):
    M = torch.zeros(mask.shape).masked_fill(~mask, -math.inf)
    empty = (M == -math.inf).all(dim=-1, keepdim=True)
    M = torch.where(empty, 0.0, M)
    weights = torch.softmax(
        query @ key.transpose(2, 3) / math.sqrt(query.shape[3]) + M, 3
    )
    weights = weights * (1 - empty.float())
    return weights @ value, weights
