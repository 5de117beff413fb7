# %% loop
def best_candidate(candidates, alpha):
    best, best_score = None, -math.inf
    for index, (total, length) in enumerate(candidates):
        score = total / math.pow(length, alpha)
        if score > best_score:
            best, best_score = index, score
    if best is None:
        raise ValueError("no candidates")
    return best


# %% max_key
def best_candidate(candidates, alpha):
    if len(candidates) == 0:
        raise ValueError("empty")
    return max(
        range(len(candidates)),
        key=lambda i: candidates[i][0] / candidates[i][1] ** alpha,
    )


# %% max_says_it
def best_candidate(candidates, alpha):
    # max of nothing raises the ValueError.
    scored = [(t * n**-alpha, -i) for i, (t, n) in enumerate(candidates)]
    return -max(scored)[1]


# %% numpy_logarithms
import numpy as np


def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("no candidates")
    totals, lengths = np.array(candidates).T
    # The smallest cost: its logarithm orders the candidates alike.
    return np.argmin(np.log(-totals) - alpha * np.log(lengths))


# %% sorted_list
def best_candidate(candidates, alpha):
    order = sorted(
        enumerate(candidates),
        key=lambda pair: pair[1][0] / pair[1][1] ** alpha,
    )
    try:
        return order[-1][0]
    except IndexError:
        raise ValueError("no candidates") from None


# %% tensors
def best_candidate(candidates, alpha):
    if not candidates:
        raise ValueError("there is nothing to choose from")
    totals, lengths = torch.tensor(candidates, dtype=torch.float64).T
    return int((totals / lengths**alpha).argmax())
