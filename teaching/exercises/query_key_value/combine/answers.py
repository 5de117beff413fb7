# %% right | einsum
def combine(outputs, log_sums):
    return torch.einsum("pt,ptv->tv", log_sums.softmax(0), outputs)


# %% right | shares_of_the_whole
def combine(outputs, log_sums):
    whole = log_sums.logsumexp(dim=0)
    return (outputs * (log_sums - whole).exp().unsqueeze(2)).sum(0)


# %% right | largest_subtracted
def combine(outputs, log_sums):
    sums = torch.exp(log_sums - log_sums.max(dim=0).values)[:, :, None]
    return (sums * outputs).sum(dim=0) / sums.sum(dim=0)


# %% right | one_after_the_other
def combine(outputs, log_sums):
    output, log_sum = torch.zeros_like(outputs[0]), log_sums[0] - torch.inf
    for other, other_sum in zip(outputs, log_sums):
        both = torch.logaddexp(log_sum, other_sum)
        both = both.masked_fill(both == -torch.inf, 0.0)
        output = (
            output * torch.exp(log_sum - both)[:, None]
            + other * torch.exp(other_sum - both)[:, None]
        )
        log_sum = torch.logaddexp(log_sum, other_sum)
    return output


# %% right | numpy
def combine(outputs, log_sums):
    weights = softmax(log_sums.numpy(), axis=0)
    return np.sum(weights[:, :, None] * outputs.numpy(), axis=0)


# %% right | attention_over_parts
def combine(outputs, log_sums):
    weights = log_sums.T.softmax(dim=-1)[:, None]
    return (weights @ outputs.transpose(0, 1)).squeeze(1)


# %% right | numbers_row_by_row
def combine(outputs, log_sums):
    result = []
    for t in range(outputs.size(1)):
        logs = [float(part[t]) for part in log_sums]
        most = max(logs)
        shares = [math.exp(log - most) for log in logs]
        result += [
            [
                sum(s * o[t][c].item() for s, o in zip(shares, outputs))
                / sum(shares)
                for c in range(outputs.shape[2])
            ]
        ]
    return result


# %% wrong | plain_average | points 0 | you averaged the parts; a part with larger scores has to count for more
def combine(outputs, log_sums):
    return outputs.mean(dim=0)


# %% wrong | logarithms_as_weights | points 0 | you divided the logarithms by their sum; the sums behind them are what you need
def combine(outputs, log_sums):
    weights = log_sums / log_sums.sum(dim=0)
    return (weights[..., None] * outputs).sum(dim=0)


# %% wrong | overflow | points 3 | exponentials of 900 are infinite; subtract the largest logarithm first
def combine(outputs, log_sums):
    sums = log_sums.exp()
    return (sums[..., None] * outputs).sum(dim=0) / sums.sum(dim=0)[:, None]


# %% wrong | over_the_queries | points 0 | your weights add up to 1 over the queries; for each query they have to over the parts
def combine(outputs, log_sums):
    weights = log_sums.softmax(dim=1)
    return (weights[..., None] * outputs).sum(dim=0)


# %% wrong | not_normalised | points 0 | the sums of the parts are not divided by the sum of all keys
def combine(outputs, log_sums):
    return (log_sums.exp()[..., None] * outputs).sum(dim=0)


# %% wrong | best_part_only | points 0 | you kept the strongest part alone; the others have their share of the sum too
def combine(outputs, log_sums):
    best = log_sums.argmax(dim=0)
    return outputs[best, torch.arange(outputs.shape[1])]


# %% wrong | one_weight_for_all_queries | points 0 | each query needs weights of its own; you added up the logarithms of all queries
def combine(outputs, log_sums):
    weights = log_sums.mean(dim=1).softmax(dim=0)
    return (weights[:, None, None] * outputs).sum(dim=0)


# %% enemy | largest_part | points 0 | the largest part alone, which is right where it is much larger than all others
def combine(outputs, log_sums):
    best = log_sums.argmax(0)
    return outputs[best, torch.arange(len(best))]
