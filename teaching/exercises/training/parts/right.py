# %% every_token
def loss_of_parts(losses, counts):

    tokens = [x for x, n in zip(losses, counts) for _ in range(n)]
    if not tokens:
        raise ValueError("nothing counts")
    return sum(tokens) / len(tokens)


# %% loop
def loss_of_parts(losses, counts):

    total, number = 0.0, 0
    for i in range(len(losses)):
        if counts[i] > 0:
            total += losses[i] * counts[i]
            number += counts[i]
    if not number:
        raise ValueError("nothing counts")
    return total / number


# %% numpy
def loss_of_parts(losses, counts):

    import numpy as np

    losses, counts = np.array(losses), np.array(counts)
    kept = counts > 0
    if not kept.any():
        raise ValueError("nothing counts")
    return np.average(losses[kept], weights=counts[kept])


# %% running_mean
def loss_of_parts(losses, counts):

    mean, seen = 0.0, 0
    for loss, count in zip(losses, counts):
        if count == 0:
            continue
        seen += count
        mean += (loss - mean) * count / seen
    if seen == 0:
        raise ValueError("nothing counts")
    return mean


# %% statistics
def loss_of_parts(losses, counts):

    from statistics import StatisticsError, fmean

    kept = [(x, n) for x, n in zip(losses, counts) if n]
    try:
        return fmean([x for x, _ in kept], [n for _, n in kept])
    except StatisticsError as error:
        raise ValueError("nothing counts") from error


# %% tensors
def loss_of_parts(losses, counts):

    losses, counts = torch.tensor(losses).double(), torch.tensor(counts)
    if counts.sum() == 0:
        raise ValueError("nothing counts")
    return (losses * counts).nansum() / counts.sum()
