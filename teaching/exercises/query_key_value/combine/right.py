# %% einsum
def combine(outputs, log_sums):
    return torch.einsum("pt,ptv->tv", log_sums.softmax(0), outputs)


# %% shares_of_the_whole
def combine(outputs, log_sums):
    whole = log_sums.logsumexp(dim=0)
    return (outputs * (log_sums - whole).exp().unsqueeze(2)).sum(0)


# %% largest_subtracted
def combine(outputs, log_sums):
    sums = torch.exp(log_sums - log_sums.max(dim=0).values)[:, :, None]
    return (sums * outputs).sum(dim=0) / sums.sum(dim=0)


# %% one_after_the_other
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


# %% numpy
def combine(outputs, log_sums):
    weights = softmax(log_sums.numpy(), axis=0)
    return np.sum(weights[:, :, None] * outputs.numpy(), axis=0)


# %% attention_over_parts
def combine(outputs, log_sums):
    weights = log_sums.T.softmax(dim=-1)[:, None]
    return (weights @ outputs.transpose(0, 1)).squeeze(1)
