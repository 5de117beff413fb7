# %% additive
def my_masked_attention(query, key, value, mask):
    M = torch.zeros(mask.shape).masked_fill(~mask, -math.inf)
    empty = (M == -math.inf).all(dim=-1, keepdim=True)
    M = torch.where(empty, 0.0, M)
    weights = torch.softmax(
        query @ key.transpose(2, 3) / math.sqrt(query.shape[3]) + M, 3
    )
    weights = weights * (1 - empty.float())
    return weights @ value, weights


# %% by_hand
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


# %% double_inside
def my_masked_attention(query, key, value, mask):
    q, k, v = query.double(), key.double(), value.double()
    empty = ~mask.any(-1, keepdim=True)
    scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-1, -2)
    scores = scores.masked_fill(~(mask | empty), -math.inf)
    weights = scores.softmax(-1).masked_fill(empty, 0.0)
    return (weights @ v).to(value.dtype), weights.to(value.dtype)


# %% most_negative_number
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(-1).masked_fill(~mask, 0)
    return weights @ value, weights


# %% open_empty_rows
def my_masked_attention(query, key, value, mask):
    empty = mask.logical_not().all(-1, True)
    scores = torch.matmul(query, key.mT) * query.shape[-1] ** -0.5
    scores = scores.masked_fill((mask | empty).logical_not(), float("-inf"))
    weights = nn.functional.softmax(scores, -1) * ~empty
    return torch.matmul(weights, value), weights


# %% row_by_row
def my_masked_attention(query, key, value, mask):
    B, H, T, d = query.shape
    S = key.shape[2]
    mask = mask.expand(B, H, T, S)
    rows = []
    for b in range(B):
        for h in range(H):
            for t in range(T):
                open_keys = mask[b, h, t].nonzero().flatten()
                row = torch.zeros(S)
                if len(open_keys):
                    scores = key[b, h, open_keys] @ query[b, h, t] / d**0.5
                    row = row.index_put((open_keys,), scores.softmax(0))
                rows.append(row)
    weights = torch.stack(rows).view(B, H, T, S)
    return weights @ value, weights
