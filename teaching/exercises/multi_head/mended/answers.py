# %% right | attention_of_chapter_2
def mended_heads(query, key, value, is_token):
    return attention(query, key, value, is_token[:, None, None, :])[0]


# %% right | sentence_by_sentence
def mended_heads(query, key, value, is_token):
    """Leave the padding away, so that nothing is to be masked."""
    done = []
    for q, k, v, here in zip(query, key, value, is_token):
        k, v = k[:, here], v[:, here]
        done.append((q @ k.mT / k.shape[-1] ** 0.5).softmax(-1) @ v)
    return torch.stack(done)


# %% right | added_mask
def mended_heads(query, key, value, is_token):
    padding = torch.zeros(is_token.shape).masked_fill(~is_token, -torch.inf)
    scores = torch.einsum("bhtk,bhsk->bhts", query, key)
    scores = scores * query.size(-1) ** -0.5 + padding[:, None, None]
    return torch.einsum("bhts,bhsk->bhtk", scores.softmax(-1), value)


# %% right | exponentials
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(2, 3) / math.sqrt(key.shape[3])
    weights = scores.exp() * is_token.unsqueeze(1).unsqueeze(2)
    return weights / weights.sum(dim=3, keepdim=True) @ value


# %% right | fused
import torch.nn.functional as F


def mended_heads(query, key, value, is_token):
    B, S = is_token.shape
    mask = is_token.view(B, 1, 1, S)
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)


# %% right | heads_first
def mended_heads(query, key, value, is_token):
    """With the heads in front the old mask fits."""
    query, key, value = (x.transpose(0, 1) for x in (query, key, value))
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~is_token[:, None, :], -torch.inf)
    return (scores.softmax(dim=-1) @ value).transpose(0, 1)


# %% right | numpy_in_nested_lists
import numpy as np


def mended_heads(query, key, value, is_token):
    output = []
    for q, k, v, real in zip(*map(np.array, (query, key, value, is_token))):
        heads = []
        for h in range(q.shape[0]):
            e = np.exp(q[h].dot(k[h].T) / np.sqrt(q.shape[-1])) * real
            heads.append((e / e.sum(-1, keepdims=True)).dot(v[h]).tolist())
        output.append(heads)
    return output


# %% right | only_the_real_keys
def mended_heads(q, k, v, mask, /):
    from torch.nn.functional import softmax as sm

    d = q.shape[-1]
    return torch.stack(
        [
            sm(q[b] @ k[b][:, m].transpose(1, 2) / d**0.5, dim=2) @ v[b][:, m]
            for b, m in enumerate(mask)
        ]
    )


# %% wrong | as_it_was | points 0 | this is the function with both bugs: call it with sizes that are all different
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-2])
    scores = scores.masked_fill(~is_token[:, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | only_the_mask | points 0 | the mask is mended; look at the divisor: which dimension of the query is -2?
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-2])
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | only_the_divisor | points 1 | the divisor is mended; the mask (B, 1, S) still meets the heads with its B
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~is_token[:, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | mask_turned_round | points 0 | the tokens are hidden and the padding is seen: masked_fill needs True where nothing may be seen
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | no_root | points 0 | divide by the root of the width, not by the width
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | width_of_all_heads | points 0 | the divisor is the root of one head's width; you took the width of all heads together
def mended_heads(query, key, value, is_token):
    width = query.shape[-1] * query.shape[1]
    scores = query @ key.transpose(-2, -1) / math.sqrt(width)
    scores = scores.masked_fill(~is_token[:, None, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | mask_after_the_softmax | points 1 | set to 0 after the softmax, the weights no longer add up to 1: mask the scores
def mended_heads(query, key, value, is_token):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = scores.softmax(dim=-1) * is_token[:, None, None, :]
    return weights @ value


# %% enemy | torchs_own | points 1 | PyTorch's own attention without the mask: right where there is no padding
def mended_heads(query, key, value, is_token):
    return nn.functional.scaled_dot_product_attention(query, key, value)
