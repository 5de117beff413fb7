# %% right | last_of_the_best
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values[..., -1:]
    weights = scores.masked_fill(scores < least, -math.inf).softmax(dim=-1)
    return weights @ value, weights


# %% right | scattered
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT / query.shape[-1] ** 0.5
    best = scores.topk(keep, dim=-1)
    weights = torch.zeros_like(scores).scatter(
        -1, best.indices, best.values.softmax(dim=-1)
    )
    return weights @ value, weights


# %% right | with_a_mask
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.mT
    chosen = torch.zeros_like(scores).scatter(
        -1, scores.topk(keep, dim=-1).indices, 1.0
    )
    return attention(query, key, value, chosen.bool())


# %% right | sorted
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-1, -2) / math.sqrt(key.shape[-1])
    rank = scores.argsort(dim=-1, descending=True).argsort(dim=-1)
    weights = scores.where(rank < keep, -math.inf).softmax(dim=-1)
    return weights.matmul(value), weights


# %% right | renormalised
def mended_sharp_attention(query, key, value, keep):
    _, weights = attention(query, key, value)
    least = weights.sort(dim=-1, descending=True).values[..., keep - 1 : keep]
    weights = weights * (weights >= least)
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return weights @ value, weights


# %% right | one_query_at_a_time
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


# %% wrong | not_mended | points 0 | there is still one threshold for all queries; each query needs its own
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.min()
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% wrong | one_too_few | points 0 | one key too few: the last of the best belongs to them
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores <= least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% wrong | not_renormalised | points 0 | the weights of a query no longer add up to 1; forbid the other keys before the softmax, not after it
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    weights = scores.softmax(dim=-1).masked_fill(scores < least, 0.0)
    return weights @ value, weights


# %% wrong | best_queries | points 0 | each key chose its best queries; each query has to choose its best keys
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-2).values.amin(dim=-2, keepdim=True)
    scores = scores.masked_fill(scores < least, -1e9)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% wrong | scores_of_zero | points 0 | keys that are left out got the score 0, which has a weight; their score has to be -inf
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores < least, 0.0)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% wrong | first_sequence_for_all | points 3 | right for one sentence; in a batch, thresholds of the other sentences are mixed in
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    least = least.flatten(0, -3).amin(dim=0) if least.dim() > 2 else least
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% enemy | torchs_own | points 0 | PyTorch's own attention to all keys, the weights cut afterwards
def mended_sharp_attention(query, key, value, keep):
    output = nn.functional.scaled_dot_product_attention(query, key, value)
    weights = (query @ key.mT / query.shape[-1] ** 0.5).softmax(-1)
    least = weights.topk(keep).values[..., -1:]
    return output, weights * (weights >= least)
