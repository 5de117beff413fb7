# %% by_mean
def shares_of(counts):
    if not any(counts):
        raise ValueError("no token")
    mean = sum(counts) / len(counts)
    return [count / mean for count in counts]


# %% loop
def shares_of(counts):
    total, processes = 0, 0
    for count in counts:
        total, processes = total + count, processes + 1
    if total <= 0:
        raise ValueError("no token")
    found = []
    for count in counts:
        found.append(processes * count / total)
    return found


# %% tensor
def shares_of(counts):
    counts = torch.tensor(counts, dtype=torch.float64)
    if counts.sum() == 0:
        raise ValueError("no token")
    return (counts / counts.mean()).tolist()


# %% caught
def shares_of(counts):
    try:
        return [count / (sum(counts) / len(counts)) for count in counts]
    except ZeroDivisionError:
        raise ValueError("no token") from None


# %% mapped
def shares_of(counts):
    n = sum(counts)
    if not n:
        raise ValueError("no token")
    return list(map(lambda count: count / n * len(counts), counts))
