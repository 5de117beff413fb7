# %% right | take_along
def mended_nucleus(logits, p, u):
    order = logits.argsort(-1, descending=True)
    q = logits.softmax(-1).take_along_dim(order, -1)
    q = torch.where(q.cumsum(-1) - q < p, q, 0)
    chosen = torch.searchsorted(
        q.cumsum(-1), u[:, None] * q.sum(-1, keepdim=True), right=True
    )
    return order.take_along_dim(chosen, -1).squeeze(-1)


# %% right | loop
def mended_nucleus(logits, p, u):
    tokens = []
    for row, number in zip(logits.softmax(-1).tolist(), u.tolist()):
        order = sorted(range(len(row)), key=lambda i: -row[i])
        kept, held = [], 0.0
        for i in order:
            if held >= p:
                break
            kept.append(i)
            held += row[i]
        running = 0.0
        for i in kept:
            running += row[i] / held
            if running > number:
                break
        tokens.append(i)
    return torch.tensor(tokens)


# %% right | top_p_of_the_chapter
def mended_nucleus(logits, p, u):
    probabilities, order = (
        top_p(logits, p).softmax(-1).sort(-1, descending=True)
    )
    chosen = (probabilities.cumsum(-1) > u[:, None]).int().argmax(-1)
    return order[torch.arange(len(order)), chosen]


# %% right | numpy
def mended_nucleus(logits, p, u):
    import numpy as np

    z, u = logits.numpy(), u.numpy()
    order = np.argsort(-z, axis=1)
    q = np.exp(np.take_along_axis(z, order, 1) - z.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    q[q.cumsum(axis=1) - q >= p] = 0
    q /= q.sum(axis=1, keepdims=True)
    chosen = (q.cumsum(axis=1) <= u[:, None]).sum(axis=1)
    return torch.from_numpy(order[np.arange(len(order)), chosen])


# %% right | one_hot
def mended_nucleus(logits, p, u):
    q, order = logits.softmax(-1).sort(-1, descending=True)
    q = q * ((q.cumsum(-1) - q) < p)
    q = q / q.sum(-1, keepdim=True)
    rank = (q.cumsum(-1) <= u.unsqueeze(1)).sum(-1)
    return (torch.nn.functional.one_hot(rank, q.shape[1]) * order).sum(-1)


# %% right | searched
import bisect
import itertools


def mended_nucleus(logits, p, u):
    drawn = []
    for row, number in zip(logits, u.tolist()):
        probs = row.softmax(-1).tolist()
        order = sorted(range(len(probs)), key=lambda i: -probs[i])
        sums = list(itertools.accumulate(probs[i] for i in order))
        size = bisect.bisect_left(sums, p) + 1
        whole = sums[min(size, len(sums)) - 1]
        at = bisect.bisect_right(sums[:size], number * whole)
        drawn.append(order[min(at, size - 1)])
    return tuple(drawn)


# %% wrong | not_mended | points 0 | this is the rank of the token among the sorted ones, not its id; look up which token has this rank
def mended_nucleus(logits, p, u):
    ordered = logits.sort(dim=-1, descending=True).values
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    return (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)


# %% wrong | not_sorted | points 0 | nothing was sorted, so the nucleus holds the first tokens and not the most likely ones
def mended_nucleus(logits, p, u):
    probabilities = logits.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    return (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)


# %% wrong | inverse_order | points 0 | the order was used the wrong way round: it says which token has a rank, you asked for the rank of a token
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    return order.argsort(dim=-1).gather(1, chosen[:, None])[:, 0]


# %% wrong | ascending | points 0 | the tokens were sorted upwards; the nucleus begins with the most likely one
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    return order.gather(1, chosen[:, None])[:, 0]


# %% wrong | not_normalised | points 0 | what was kept does not add up to 1: normalise it before you compare with u
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    chosen = chosen.clamp(max=logits.shape[1] - 1)
    return order.gather(1, chosen[:, None])[:, 0]


# %% wrong | no_nucleus | points 0 | all tokens can be drawn; only those of the nucleus may
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    kept = ordered.softmax(dim=-1)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    chosen = chosen.clamp(max=logits.shape[1] - 1)
    return order.gather(1, chosen[:, None])[:, 0]


# %% enemy | torchs_own | points 0 | PyTorch's own draw, in place of the given numbers
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    kept = ordered.softmax(-1)
    kept = kept * (kept.cumsum(-1) - kept < p)
    return order.gather(1, torch.multinomial(kept, 1))[:, 0]
