# %% as_it_was | points 0 | this is the function with both bugs: call it with sizes that are all different
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-2])
    scores = scores.masked_fill(~is_token[:, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% only_the_mask | points 0 | the mask is mended; look at the divisor: which dimension of the query is -2?
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-2])
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% only_the_divisor | points 1 | the divisor is mended; the mask (B, 1, S) still meets the heads with its B
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~is_token[:, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% mask_turned_round | points 0 | the tokens are hidden and the padding is seen: masked_fill needs True where nothing may be seen
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% no_mask | points 1 | the padding is looked at: the mask is gone, or does nothing
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return scores.softmax(dim=-1) @ value


# %% no_root | points 0 | divide by the root of the width, not by the width
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% width_of_all_heads | points 0 | the divisor is the root of one head's width; you took the width of all heads together
def mended_heads(query, key, value, is_token):
    width = query.shape[-1] * query.shape[1]
    scores = query @ key.transpose(-2, -1) / math.sqrt(width)
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% mask_after_the_softmax | points 1 | set to 0 after the softmax, the weights no longer add up to 1: mask the scores
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = scores.softmax(dim=-1) * is_token[:, None, None, :]
    return weights @ value
