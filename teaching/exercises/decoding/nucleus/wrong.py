# %% not_mended | points 0 | this is the rank of the token among the sorted ones, not its id; look up which token has this rank
def mended_nucleus(logits, p, u):
    ordered = logits.sort(dim=-1, descending=True).values
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    return (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)


# %% not_sorted | points 0 | nothing was sorted, so the nucleus holds the first tokens and not the most likely ones
def mended_nucleus(logits, p, u):
    probabilities = logits.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    return (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)


# %% inverse_order | points 0 | the order was used the wrong way round: it says which token has a rank, you asked for the rank of a token
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    return order.argsort(dim=-1).gather(1, chosen[:, None])[:, 0]


# %% always_the_best | points 0 | the most likely token came, whatever u is; draw by the running sum
def mended_nucleus(logits, p, u):
    return logits.argmax(dim=-1)


# %% ascending | points 0 | the tokens were sorted upwards; the nucleus begins with the most likely one
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    kept = kept / kept.sum(dim=-1, keepdim=True)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    return order.gather(1, chosen[:, None])[:, 0]


# %% not_normalised | points 0 | what was kept does not add up to 1: normalise it before you compare with u
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    chosen = chosen.clamp(max=logits.shape[1] - 1)
    return order.gather(1, chosen[:, None])[:, 0]


# %% no_nucleus | points 0 | all tokens can be drawn; only those of the nucleus may
def mended_nucleus(logits, p, u):
    ordered, order = logits.sort(dim=-1, descending=True)
    kept = ordered.softmax(dim=-1)
    chosen = (kept.cumsum(dim=-1) <= u[:, None]).sum(dim=-1)
    chosen = chosen.clamp(max=logits.shape[1] - 1)
    return order.gather(1, chosen[:, None])[:, 0]
