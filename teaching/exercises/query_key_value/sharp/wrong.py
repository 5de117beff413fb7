# %% not_mended | points 0 | there is still one threshold for all queries; each query needs its own
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.min()
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% largest_threshold | points 0 | only the single best key of each query is left; take the smallest of its best, not the largest
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amax(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% one_too_few | points 0 | one key too few: the last of the best belongs to them
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores <= least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% not_renormalised | points 0 | the weights of a query no longer add up to 1; forbid the other keys before the softmax, not after it
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    weights = scores.softmax(dim=-1).masked_fill(scores < least, 0.0)
    return weights @ value, weights


# %% best_queries | points 0 | each key chose its best queries; each query has to choose its best keys
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-2).values.amin(dim=-2, keepdim=True)
    scores = scores.masked_fill(scores < least, -1e9)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% scores_of_zero | points 0 | keys that are left out got the score 0, which has a weight; their score has to be -inf
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores < least, 0.0)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% not_scaled | points 0 | the divisor is gone
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1)
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


# %% first_sequence_for_all | points 3 | right for one sentence; in a batch, thresholds of the other sentences are mixed in
def mended_sharp_attention(query, key, value, keep):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    least = scores.topk(keep, dim=-1).values.amin(dim=-1, keepdim=True)
    least = least.flatten(0, -3).amin(dim=0) if least.dim() > 2 else least
    scores = scores.masked_fill(scores < least, -math.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights
