# %% as_it_was | points 0 | this is the function with both bugs: try G = 2 of 4 heads, and T = 1 with S = 3
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat(1, group, 1, 1), value.repeat(1, group, 1, 1)
    allowed = torch.ones(query.shape[2], key.shape[2]).tril().bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% only_the_groups | points 1 | the groups are mended; the mask still lets the queries see the first positions: they are the last T of S
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    allowed = torch.ones(query.shape[2], key.shape[2]).tril().bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% only_the_mask | points 1 | the mask is mended; the heads are still repeated in turn: neighbours share, 0 0 1 1, not 0 1 0 1
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat(1, group, 1, 1), value.repeat(1, group, 1, 1)
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% only_the_keys | points 1 | keys are shared by neighbours, values still in turn: both need the same order
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat_interleave(group, 1), value.repeat(1, group, 1, 1)
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% no_mask | points 0 | the future is seen: a query at position t may attend to 0 … t
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return scores.softmax(dim=-1) @ value


# %% one_too_few | points 0 | the position itself is hidden: a query sees itself too
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T - 1).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -1e9)
    return scores.softmax(dim=-1) @ value


# %% first_head_for_all | points 1 | all heads read the first pair of keys and values
def mended_grouped(query, key, value):
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T).bool()
    if key.shape[1] < query.shape[1]:
        key, value = key[:, :1], value[:, :1]
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value
