# %% dictionary
from collections import defaultdict


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    follows = defaultdict(set)
    for i in range(len(tokens) - n + 1):
        *begin, last = tokens[i : i + n]
        follows[tuple(begin)].add(last)
    return follows[tuple(tokens[len(tokens) - n + 1 :])]


# %% loop
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    result = set()
    for end in range(n - 1, len(tokens)):
        if tokens[end - n + 1 : end] == tokens[len(tokens) - n + 1 :]:
            result.add(tokens[end])
    return result


# %% numpy_windows
import numpy as np


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if len(tokens) < n:
        return set()
    runs = np.lib.stride_tricks.sliding_window_view(np.array(tokens), n)
    same = [list(run[:-1]) == tokens[len(tokens) - n + 1 :] for run in runs]
    return {int(run[-1]) for run, keep in zip(runs, same, strict=True) if keep}


# %% tensor_unfold
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if len(tokens) < n:
        return set()
    runs = torch.tensor(tokens).unfold(0, n, 1)
    begin = torch.tensor(tokens)[len(tokens) - n + 1 :]
    same = (runs[:, :-1] == begin).all(dim=1)
    return set(runs[same, -1].tolist())


# %% try_all_tokens
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")

    def occurs(run):
        places = range(len(tokens) - n + 1)
        return any(tokens[i : i + n] == run for i in places)

    begin = tokens[len(tokens) - n + 1 :]
    return {token for token in tokens if occurs([*begin, token])}


# %% zipped
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    runs = zip(*(tokens[i:] for i in range(n)), strict=False)
    begin = tuple(tokens[len(tokens) - (n - 1) :])
    return {last for *first, last in runs if tuple(first) == begin}
