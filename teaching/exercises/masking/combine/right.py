# %% logaddexp
def combine(output_1, total_1, output_2, total_2):
    empty = total_1.isneginf() & total_2.isneginf()
    safe_1, safe_2 = (t.masked_fill(empty, 0.0) for t in (total_1, total_2))
    total = torch.logaddexp(safe_1, safe_2)
    output = (safe_1 - total).exp()[..., None] * output_1
    output = output + (safe_2 - total).exp()[..., None] * output_2
    return (
        output.masked_fill(empty[..., None], 0.0),
        total.masked_fill(empty, -math.inf),
    )


# %% softmax_of_the_totals
def combine(output_1, total_1, output_2, total_2):
    totals = torch.stack([total_1, total_2], dim=-1)
    empty = totals.isinf().all(dim=-1, keepdim=True)
    safe = totals.masked_fill(empty, 0.0)
    weights = safe.softmax(dim=-1).masked_fill(empty, 0.0)
    outputs = torch.stack([output_1, output_2], dim=-1)
    total = safe.logsumexp(dim=-1).masked_fill(empty[..., 0], -math.inf)
    return (outputs @ weights[..., None])[..., 0], total


# %% sigmoid
def combine(output_1, total_1, output_2, total_2):
    none_1, none_2 = total_1.isinf(), total_2.isinf()
    a, b = total_1.masked_fill(none_1, 0.0), total_2.masked_fill(none_2, 0.0)
    share = torch.sigmoid(a - b)
    share = share.masked_fill(none_1, 0.0).masked_fill(none_2 & ~none_1, 1.0)
    share = share[..., None]
    other = (1 - share).masked_fill((none_1 & none_2)[..., None], 0.0)
    total = torch.where(
        none_1, b, torch.where(none_2, a, torch.logaddexp(a, b))
    )
    total = total.masked_fill(none_1 & none_2, -math.inf)
    return share * output_1 + other * output_2, total


# %% as_attention
def combine(output_1, total_1, output_2, total_2):
    # The halves are two keys, and their totals the scores.
    scores = torch.stack([total_1, total_2], dim=-1)[..., None, :]
    may = ~scores.isneginf()
    nothing = ~may.any(dim=-1, keepdim=True)
    scores = scores.masked_fill(nothing, 0.0)
    weights = scores.softmax(dim=-1).masked_fill(nothing, 0.0)
    output = weights @ torch.stack([output_1, output_2], dim=-2)
    total = scores.logsumexp(dim=-1).masked_fill(nothing[..., 0], -math.inf)
    return output[..., 0, :], total[..., 0]


# %% double_precision
def combine(output_1, total_1, output_2, total_2):
    one, two = total_1.double(), total_2.double()
    top = torch.maximum(one, two).detach()
    nothing = top.isneginf()
    top = top.masked_fill(nothing, 0.0)
    e_1, e_2 = (one - top).exp(), (two - top).exp()
    whole = torch.where(nothing, torch.ones_like(top), e_1 + e_2)
    output = (e_1 / whole)[..., None] * output_1
    output = output + (e_2 / whole)[..., None] * output_2
    total = torch.where(
        nothing, torch.full_like(top, -math.inf), whole.log() + top
    )
    return output.float(), total.float()
