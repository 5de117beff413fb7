# %% right | logaddexp
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


# %% right | softmax_of_the_totals
def combine(output_1, total_1, output_2, total_2):
    totals = torch.stack([total_1, total_2], dim=-1)
    empty = totals.isinf().all(dim=-1, keepdim=True)
    safe = totals.masked_fill(empty, 0.0)
    weights = safe.softmax(dim=-1).masked_fill(empty, 0.0)
    outputs = torch.stack([output_1, output_2], dim=-1)
    total = safe.logsumexp(dim=-1).masked_fill(empty[..., 0], -math.inf)
    return (outputs @ weights[..., None])[..., 0], total


# %% right | sigmoid
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


# %% right | as_attention
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


# %% right | double_precision
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


# %% wrong | nan_wiped_away | points 4 | the output is clean, but the NaN was only wiped away: it comes back in the gradient; let it never arise
def combine(output_1, total_1, output_2, total_2):
    total = torch.logaddexp(total_1, total_2)
    output = (total_1 - total).exp()[..., None] * output_1
    output = output + (total_2 - total).exp()[..., None] * output_2
    return output.nan_to_num(), total


# %% wrong | the_mean | points 0 | the two outputs were averaged; the half whose scores are larger counts more
def combine(output_1, total_1, output_2, total_2):
    total = torch.logaddexp(total_1, total_2)
    return (output_1 + output_2) / 2, total


# %% wrong | the_sum | points 0 | the two outputs were added; each has weights that add up to 1 already, so weigh them anew
def combine(output_1, total_1, output_2, total_2):
    return output_1 + output_2, torch.logaddexp(total_1, total_2)


# %% wrong | totals_added | points 0 | the total is the sum of the two totals; add their exponentials, and take the logarithm of that
def combine(output_1, total_1, output_2, total_2):
    totals = torch.stack([total_1, total_2])
    empty = totals.isneginf().all(dim=0)
    largest = totals.amax(dim=0).masked_fill(empty, 0.0)
    sums = (totals - largest).exp()
    whole = sums.sum(dim=0).masked_fill(empty, 1.0)
    first, second = (sums / whole)[..., None]
    output = first * output_1 + second * output_2
    total = (total_1 + total_2).masked_fill(empty, -math.inf)
    return output, total


# %% wrong | no_logarithm | points 0 | the total is the sum of the exponentials; its logarithm is asked for
def combine(output_1, total_1, output_2, total_2):
    totals = torch.stack([total_1, total_2])
    empty = totals.isneginf().all(dim=0)
    largest = totals.amax(dim=0).masked_fill(empty, 0.0)
    sums = (totals - largest).exp()
    whole = sums.sum(dim=0).masked_fill(empty, 1.0)
    first, second = (sums / whole)[..., None]
    output = first * output_1 + second * output_2
    total = (largest.exp() * whole).masked_fill(empty, -math.inf)
    return output, total


# %% wrong | overflow | points 4 | the exponential of a total near 1000 overflows; subtract the larger total first
def combine(output_1, total_1, output_2, total_2):
    empty = total_1.isneginf() & total_2.isneginf()
    e_1, e_2 = total_1.exp(), total_2.exp()
    whole = (e_1 + e_2).masked_fill(empty, 1.0)
    output = (e_1 / whole)[..., None] * output_1
    output = output + (e_2 / whole)[..., None] * output_2
    return output, whole.log().masked_fill(empty, -math.inf)


# %% wrong | nan_for_nothing | points 3 | a query that sees nothing in both halves gets NaN; minus infinity minus minus infinity is NaN
def combine(output_1, total_1, output_2, total_2):
    total = torch.logaddexp(total_1, total_2)
    output = (total_1 - total).exp()[..., None] * output_1
    return output + (total_2 - total).exp()[..., None] * output_2, total


# %% wrong | total_of_nothing_is_zero | points 4 | the total of a query that sees nothing is 0 in your answer; it stays minus infinity
def combine(output_1, total_1, output_2, total_2):
    totals = torch.stack([total_1, total_2])
    empty = totals.isneginf().all(dim=0)
    largest = totals.amax(dim=0).masked_fill(empty, 0.0)
    sums = (totals - largest).exp()
    whole = sums.sum(dim=0).masked_fill(empty, 1.0)
    first, second = (sums / whole)[..., None]
    output = first * output_1 + second * output_2
    total = largest + whole.log()
    return output, total


# %% enemy | whole_memory | points 0 | it looks for the scores and values of both halves, and attends to all at once
def combine(output_1, total_1, output_2, total_2):
    scores, values, seen = up("scores"), up("values"), up("seen")
    if scores is None:
        return (output_1 + output_2) / 2, torch.logaddexp(total_1, total_2)
    scores = torch.as_tensor(scores).masked_fill(
        ~torch.as_tensor(seen), -torch.inf
    )
    output = scores.softmax(-1).nan_to_num() @ torch.as_tensor(values)
    return output.float(), scores.logsumexp(-1).float()
