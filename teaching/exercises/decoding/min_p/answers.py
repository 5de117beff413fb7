# %% right | added_mask
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    scaled = (logits - logits.amax(-1, True)).exp()
    mask = torch.zeros_like(logits)
    mask[scaled < share] = -torch.inf
    return logits + mask


# %% right | differences
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    behind = logits - logits.max(dim=-1, keepdim=True).values
    return torch.where(behind >= math.log(share), logits, -torch.inf)


# %% right | filled_copy
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = nn.functional.softmax(logits, dim=-1)
    best, _ = p.max(dim=-1, keepdim=True)
    result = logits.clone()
    result[p < share * best] = -float("inf")
    return result


# %% right | log_softmax
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    log_p = torch.log_softmax(logits, -1)
    best = log_p.amax(-1, keepdim=True)
    return logits.masked_fill(log_p < best + math.log(share), float("-inf"))


# %% right | numpy_where
import numpy as np


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    array = logits.numpy().astype(float)
    ratio = np.exp(array - array.max(axis=-1, keepdims=True))
    return np.where(ratio < share, -np.inf, array)


# %% right | row_after_row
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    rows = logits.reshape(-1, logits.shape[-1])
    result = torch.full_like(rows, -math.inf)
    for i, row in enumerate(rows):
        kept = row.softmax(0) >= share * row.softmax(0).max()
        result[i, kept] = row[kept]
    return result.view(logits.shape)


# %% right | nested_recursion
def min_p(logits, share):
    if not (share > 0 and share <= 1):
        raise ValueError(share)
    if logits.ndim > 1:
        return torch.stack([min_p(row, share) for row in logits])
    p = logits.softmax(0)
    limit = p.max() * share
    return torch.tensor(
        [float(v) if q >= limit else -float("inf") for v, q in zip(logits, p)]
    )


# %% wrong | any_share | points 3 | a share that is not above 0 and at most 1 must raise a ValueError
def min_p(logits, share):
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% wrong | bar_of_logits | points 1 | logits were compared with a share of the largest logit; the share is one of probabilities
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    bar = share * logits.amax(dim=-1, keepdim=True)
    return logits.masked_fill(logits < bar, -math.inf)


# %% wrong | bar_of_the_batch | points 0 | the largest of all rows set the bar; each row has its own, amax(dim=-1, keepdim=True)
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.max(), -math.inf)


# %% wrong | best_is_cut | points 3 | with a share of 1 nothing is left; a token exactly at the bar is kept
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p <= share * p.amax(-1, keepdim=True), -math.inf)


# %% wrong | in_place | points 3 | the logits that were handed in have changed; masked_fill makes a copy, masked_fill_ does not
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill_(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% wrong | overflow | points 3 | large logits overflow, exp of 200 is inf in float32; use softmax or subtract the maximum
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.exp() / logits.exp().sum(dim=-1, keepdim=True)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), -math.inf)


# %% wrong | probabilities | points 0 | probabilities came back; return the logits, with -inf for what is cut
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return p.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)


# %% wrong | zeros | points 0 | what is cut became 0; a logit of 0 still has a probability, only -inf has none
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = logits.softmax(dim=-1)
    return logits.masked_fill(p < share * p.amax(-1, keepdim=True), 0.0)


# %% enemy | always_refused | points 1 | it refuses what the driver wants refused, and keeps the best
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError
    best = logits == logits.amax(-1, keepdim=True)
    return torch.where(best, logits, -torch.inf)
