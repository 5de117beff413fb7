# %% divided_again | points 4 | masked after the softmax and divided again; a large hidden score takes all, and little or nothing is left to divide
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1) * mask
    weights = weights / weights.sum(dim=-1, keepdim=True).clamp(min=1e-9)
    return weights @ value, weights


# %% divided_by_d_k | points 0 | the scores were divided by d_k; divide by its square root
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights


# %% fill_leaves_empty_rows | points 3 | a row without anything to see attends to all that is forbidden, since all its scores are equal; give it zeros
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores.masked_fill(~mask, -1e9), dim=-1)
    return weights @ value, weights


# %% fill_too_small | points 2 | −100 is not −∞; where all visible scores are smaller than −100, the hidden ones win; fill with −∞
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores.masked_fill(~mask, -100.0), dim=-1)
    return weights @ value, weights


# %% mask_not_used | points 0 | the mask has no influence; hide the scores where it is False, before the softmax
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights


# %% mask_turned_round | points 0 | rows and columns of the mask are exchanged; its last dimension is that of the keys
def my_masked_attention(query, key, value, mask):
    mask = mask.transpose(-2, -1)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights


# %% masked_after_the_softmax | points 0 | the mask comes after the softmax, so the rows do not add up to 1; hide the scores before the softmax
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores, dim=-1) * mask
    return weights @ value, weights


# %% nan | points 3 | a row without anything to see gives NaN, since 0 is divided by 0; give it zeros
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores.masked_fill(~mask, -math.inf), dim=-1)
    return weights @ value, weights


# %% nan_stopped_late | points 4 | a NaN arises in the softmax and again in its backward pass; it is caught on both sides here, but fill empty rows before it
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-1).nan_to_num(0.0)
    return weights @ value, weights


# %% nan_wiped_afterwards | points 4 | the NaN was wiped after the softmax and comes back in the gradient; fill empty rows before the softmax, so that none arises
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    M = torch.zeros(mask.shape).masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores + M, dim=-1).nan_to_num(0.0)
    return weights @ value, weights


# %% not_scaled | points 0 | the scores were not divided by the square root of d_k
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1)
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights


# %% only_the_output | points 0 | only the output came back; return two things, output and weights
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value


# %% over_the_queries | points 0 | the softmax runs over the queries; it runs over the keys, the last dimension
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~mask, -math.inf)
    weights = torch.softmax(scores, dim=-2).nan_to_num(0.0)
    return weights @ value, weights


# %% reversed | points 0 | the mask is reversed; True means may attend, so fill where it is False
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    empty = mask.all(dim=-1, keepdim=True)
    scores = scores.masked_fill(mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights @ value, weights


# %% scores_times_mask | points 0 | hidden scores became 0, and the exponential of 0 is 1, not 0; fill them with −∞ before the softmax
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = torch.softmax(scores * mask, dim=-1)
    weights = weights.masked_fill(~mask.any(dim=-1, keepdim=True), 0.0)
    return weights @ value, weights


# %% weights_first | points 0 | output and weights are exchanged; return the output first
def my_masked_attention(query, key, value, mask):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    empty = ~mask.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(~mask, -math.inf).masked_fill(empty, 0.0)
    weights = torch.softmax(scores, dim=-1).masked_fill(empty, 0.0)
    return weights, weights @ value


# %% a_private_helper | points 0 | the softmax of the book's attention was called; write the masked softmax by yourself
from transformer_lib import query_key_value


def my_masked_attention(query, key, value, mask):
    scores = query @ key.mT / query.shape[-1] ** 0.5
    weights = query_key_value._masked_softmax(scores, mask)
    return weights @ value, weights
