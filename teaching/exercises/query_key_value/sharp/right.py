# %% last_of_the_best
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values[..., -1:]
    weights = scores.masked_fill(scores < least, -math.inf).softmax(dim=-1)
    return weights @ value, weights


# %% scattered
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT / query.shape[-1] ** 0.5
    best = scores.topk(keep, dim=-1)
    weights = torch.zeros_like(scores).scatter(
        -1, best.indices, best.values.softmax(dim=-1)
    )
    return weights @ value, weights


# %% with_a_mask
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT
    chosen = torch.zeros_like(scores).scatter(
        -1, scores.topk(keep, dim=-1).indices, 1.0
    )
    return attention(query, key, value, chosen.bool())


# %% sorted
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-1, -2) / math.sqrt(key.shape[-1])
    rank = scores.argsort(dim=-1, descending=True).argsort(dim=-1)
    weights = scores.where(rank < keep, -math.inf).softmax(dim=-1)
    return weights.matmul(value), weights


# %% renormalised
def mended_sharp_attention(query, key, value, keep):
    _, weights = attention(query, key, value)
    least = weights.sort(dim=-1, descending=True).values[..., keep - 1 : keep]
    weights = weights * (weights >= least)
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return weights @ value, weights


# %% one_query_at_a_time
def mended_sharp_attention(query, key, value, keep):
    rows = [
        buggy_sharp_attention(query[..., t : t + 1, :], key, value, keep)
        if query.dim() == 2
        else None
        for t in range(query.shape[-2])
    ]
    if rows[0] is not None:
        outputs, weights = zip(*rows)
        return torch.cat(outputs), torch.cat(weights)
    pairs = [
        mended_sharp_attention(*each, keep) for each in zip(query, key, value)
    ]
    outputs, weights = zip(*pairs)
    return torch.stack(outputs), torch.stack(weights)
