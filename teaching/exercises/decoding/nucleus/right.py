# %% take_along
def mended_nucleus(logits, p, u):
    order = logits.argsort(-1, descending=True)
    q = logits.softmax(-1).take_along_dim(order, -1)
    q = torch.where(q.cumsum(-1) - q < p, q, 0)
    chosen = torch.searchsorted(
        q.cumsum(-1), u[:, None] * q.sum(-1, keepdim=True), right=True
    )
    return order.take_along_dim(chosen, -1).squeeze(-1)


# %% loop
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


# %% top_p_of_the_chapter
def mended_nucleus(logits, p, u):
    probabilities, order = (
        top_p(logits, p).softmax(-1).sort(-1, descending=True)
    )
    chosen = (probabilities.cumsum(-1) > u[:, None]).int().argmax(-1)
    return order[torch.arange(len(order)), chosen]


# %% numpy
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


# %% one_hot
def mended_nucleus(logits, p, u):
    q, order = logits.softmax(-1).sort(-1, descending=True)
    q = q * ((q.cumsum(-1) - q) < p)
    q = q / q.sum(-1, keepdim=True)
    rank = (q.cumsum(-1) <= u.unsqueeze(1)).sum(-1)
    return (torch.nn.functional.one_hot(rank, q.shape[1]) * order).sum(-1)
