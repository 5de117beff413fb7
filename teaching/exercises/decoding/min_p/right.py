# %% added_mask
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    scaled = (logits - logits.amax(-1, True)).exp()
    mask = torch.zeros_like(logits)
    mask[scaled < share] = -torch.inf
    return logits + mask


# %% differences
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    behind = logits - logits.max(dim=-1, keepdim=True).values
    return torch.where(behind >= math.log(share), logits, -torch.inf)


# %% filled_copy
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    p = nn.functional.softmax(logits, dim=-1)
    best, _ = p.max(dim=-1, keepdim=True)
    result = logits.clone()
    result[p < share * best] = -float("inf")
    return result


# %% log_softmax
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    log_p = torch.log_softmax(logits, -1)
    best = log_p.amax(-1, keepdim=True)
    return logits.masked_fill(log_p < best + math.log(share), float("-inf"))


# %% numpy_where
import numpy as np


def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    array = logits.numpy().astype(float)
    ratio = np.exp(array - array.max(axis=-1, keepdims=True))
    return np.where(ratio < share, -np.inf, array)


# %% row_after_row
def min_p(logits, share):
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    rows = logits.reshape(-1, logits.shape[-1])
    result = torch.full_like(rows, -math.inf)
    for i, row in enumerate(rows):
        kept = row.softmax(0) >= share * row.softmax(0).max()
        result[i, kept] = row[kept]
    return result.view(logits.shape)
