# %% any_share | points 3 | a share that is not above 0 and at most 1 must raise a ValueError
def min_p(logits, share):
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% bar_of_logits | points 1 | logits were compared with a share of the largest logit; the share is one of probabilities
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    bar = share * logits.amax(dim=-1, keepdim=True)
    return logits.masked_fill(logits < bar, -math.inf)


# %% bar_of_the_batch | points 0 | the largest of all rows set the bar; each row has its own, amax(dim=-1, keepdim=True)
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.max(), -math.inf)


# %% best_is_cut | points 3 | with a share of 1 nothing is left; a token exactly at the bar is kept
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p <= share * p.amax(-1, keepdim=True), -math.inf)


# %% fixed_bar | points 0 | the bar is the share itself; it is the share times the largest probability of the row
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    return logits.masked_fill(logits.softmax(dim=-1) < share, -math.inf)


# %% in_place | points 3 | the logits that were handed in have changed; masked_fill makes a copy, masked_fill_ does not
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill_(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% one_refused | points 3 | a share of 1 is allowed; it keeps the most likely token
def min_p(logits, share):
    if not 0 < share < 1:
        raise ValueError("share must be between 0 and 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% over_the_rows | points 0 | softmax and largest value run over the sentences; the tokens of a row are the last dimension
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=0)
    return logits.masked_fill(p < share * p.amax(0, keepdim=True), -math.inf)


# %% overflow | points 3 | large logits overflow, exp of 200 is inf in float32; use softmax or subtract the maximum
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% probabilities | points 0 | probabilities came back; return the logits, with -inf for what is cut
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return p.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)


# %% the_rest | points 0 | the likely tokens were cut and the unlikely ones kept; turn the comparison round
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p > share * p.amax(-1, keepdim=True), -math.inf)


# %% zeros | points 0 | what is cut became 0; a logit of 0 still has a probability, only -inf has none
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)
