# %% right | library
def mended_grouped(query, key, value):
    T, S = query.shape[2], key.shape[2]
    mask = torch.ones(T, S, dtype=torch.bool).tril(S - T)
    return nn.functional.scaled_dot_product_attention(
        query, key, value, mask, enable_gqa=True
    )


# %% right | groups_as_a_dimension
def mended_grouped(query, key, value):
    """No copies: the groups are a dimension of the queries."""
    T, S, G = query.shape[2], key.shape[2], key.shape[1]
    query = query.unflatten(1, (G, -1))
    scores = query @ key.unsqueeze(2).mT / math.sqrt(query.shape[-1])
    future = torch.arange(S) > torch.arange(S - T, S)[:, None]
    weights = scores.masked_fill(future, -math.inf).softmax(dim=-1)
    return (weights @ value.unsqueeze(2)).flatten(1, 2)


# %% right | head_by_head
def mended_grouped(query, key, value):
    H, G, T, S = query.shape[1], key.shape[1], query.shape[2], key.shape[2]
    done = []
    for h in range(H):
        own, shared = query[:, h], h // (H // G)
        scores = own @ key[:, shared].mT * own.shape[-1] ** -0.5
        for t in range(T):
            scores[:, t, S - T + t + 1 :] = -math.inf
        done.append(scores.softmax(-1) @ value[:, shared])
    return torch.stack(done, dim=1)


# %% right | indexed
def mended_grouped(query, key, value):
    shared = torch.arange(query.shape[1]) * key.shape[1] // query.shape[1]
    key, value = key[:, shared], value[:, shared]
    mask = causal_mask(key.shape[2])[-query.shape[2] :]
    return attention(query, key, value, mask)[0]


# %% right | einsum
def mended_grouped(query, key, value):
    B, H, T, K = query.shape
    G, S = key.shape[1:3]
    query = query.view(B, G, H // G, T, K)
    scores = torch.einsum("bgrtk,bgsk->bgrts", query, key) / K**0.5
    hidden = torch.ones(T, S).triu(S - T + 1) * -1e30
    weights = torch.softmax(scores + hidden, -1)
    return torch.einsum("bgrts,bgsk->bgrtk", weights, value).reshape(
        B, H, T, K
    )


# %% right | exponentials
def mended_grouped(query, key, value):
    times = query.shape[1] // key.shape[1]
    key = torch.cat([k for k in key.split(1, 1) for _ in range(times)], 1)
    value = torch.cat([v for v in value.split(1, 1) for _ in range(times)], 1)
    T, S = query.shape[2], key.shape[2]
    weights = (query @ key.mT / math.sqrt(query.shape[3])).exp().tril(S - T)
    return weights / weights.sum(-1, keepdim=True) @ value


# %% right | position_by_position
import numpy as np


def mended_grouped(query, key, value):
    Q, K, V = query.numpy(), key.numpy(), value.numpy()
    out = np.empty(Q.shape[:3] + V.shape[3:], dtype=np.float32)
    for b, h, t in np.ndindex(*Q.shape[:3]):
        g = h * K.shape[1] // Q.shape[1]
        last = K.shape[2] - Q.shape[2] + t + 1
        w = np.exp(K[b, g, :last] @ Q[b, h, t] / np.sqrt(Q.shape[3]))
        out[b, h, t] = w @ V[b, g, :last] / sum(w)
    return out


# %% wrong | as_it_was | points 0 | this is the function with both bugs: try G = 2 of 4 heads, and T = 1 with S = 3
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat(1, group, 1, 1), value.repeat(1, group, 1, 1)
    allowed = torch.ones(query.shape[2], key.shape[2]).tril().bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | only_the_groups | points 1 | the groups are mended; the mask still lets the queries see the first positions: they are the last T of S
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    allowed = torch.ones(query.shape[2], key.shape[2]).tril().bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | only_the_mask | points 1 | the mask is mended; the heads are still repeated in turn: neighbours share, 0 0 1 1, not 0 1 0 1
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat(1, group, 1, 1), value.repeat(1, group, 1, 1)
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | only_the_keys | points 1 | keys are shared by neighbours, values still in turn: both need the same order
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = key.repeat_interleave(group, 1), value.repeat(1, group, 1, 1)
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ value


# %% wrong | no_mask | points 0 | the future is seen: a query at position t may attend to 0 … t
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return scores.softmax(dim=-1) @ value


# %% wrong | one_too_few | points 0 | the position itself is hidden: a query sees itself too
def mended_grouped(query, key, value):
    group = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(group, dim=1) for x in (key, value))
    T, S = query.shape[2], key.shape[2]
    allowed = torch.ones(T, S).tril(S - T - 1).bool()
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~allowed, -1e9)
    return scores.softmax(dim=-1) @ value


# %% enemy | torchs_own | points 1 | PyTorch's own grouped attention, whose causal mask begins at the top left
def mended_grouped(query, key, value):
    return torch.nn.functional.scaled_dot_product_attention(
        query, key, value, is_causal=True, enable_gqa=True
    )
