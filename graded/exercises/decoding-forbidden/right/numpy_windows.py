import numpy as np


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if len(tokens) < n:
        return set()
    runs = np.lib.stride_tricks.sliding_window_view(np.array(tokens), n)
    same = [list(run[:-1]) == tokens[len(tokens) - n + 1 :] for run in runs]
    return {int(run[-1]) for run, keep in zip(runs, same, strict=True) if keep}
