# %% plain_average | points 0 | you averaged the parts; a part with larger scores has to count for more
def combine(outputs, log_sums):
    return outputs.mean(dim=0)


# %% logarithms_as_weights | points 0 | you divided the logarithms by their sum; the sums behind them are what you need
def combine(outputs, log_sums):
    weights = log_sums / log_sums.sum(dim=0)
    return (weights[..., None] * outputs).sum(dim=0)


# %% overflow | points 3 | exponentials of 900 are infinite; subtract the largest logarithm first
def combine(outputs, log_sums):
    sums = log_sums.exp()
    return (sums[..., None] * outputs).sum(dim=0) / sums.sum(dim=0)[:, None]


# %% over_the_queries | points 0 | your weights add up to 1 over the queries; for each query they have to over the parts
def combine(outputs, log_sums):
    weights = log_sums.softmax(dim=1)
    return (weights[..., None] * outputs).sum(dim=0)


# %% not_normalised | points 0 | the sums of the parts are not divided by the sum of all keys
def combine(outputs, log_sums):
    return (log_sums.exp()[..., None] * outputs).sum(dim=0)


# %% best_part_only | points 0 | you kept the strongest part alone; the others have their share of the sum too
def combine(outputs, log_sums):
    best = log_sums.argmax(dim=0)
    return outputs[best, torch.arange(outputs.shape[1])]


# %% one_weight_for_all_queries | points 0 | each query needs weights of its own; you added up the logarithms of all queries
def combine(outputs, log_sums):
    weights = log_sums.mean(dim=1).softmax(dim=0)
    return (weights[:, None, None] * outputs).sum(dim=0)
