# %% gather
def error_rate(weights, sure, possible):
    possible = torch.logical_or(possible, sure)
    rows = possible.any(-1)
    most = weights.argmax(-1, keepdim=True)
    in_sure = sure.gather(-1, most)[:, 0][rows].sum()
    in_possible = possible.gather(-1, most)[:, 0][rows].sum()
    total = rows.sum() + sure.sum()
    return 1.0 - (in_sure + in_possible).item() / total.item()


# %% loops
def error_rate(weights, sure, possible):
    T, S = weights.shape
    claimed = sures = good = 0
    for t in range(T):
        sures += int(sure[t].sum())
        if not (sure[t].any() or possible[t].any()):
            continue
        j = int(weights[t].argmax())
        claimed += 1
        good += int(sure[t, j]) + int(sure[t, j] or possible[t, j])
    return 1 - good / (claimed + sures)


# %% numpy_arrays
import numpy as np


def error_rate(weights, sure, possible):
    w, s, p = weights.numpy(), sure.numpy(), possible.numpy()
    p = p | s
    rows = np.flatnonzero(p.any(axis=1))
    most = w[rows].argmax(axis=1)
    hits = s[rows, most].sum() + p[rows, most].sum()
    return float(1 - hits / (len(rows) + s.sum()))


# %% scatter
def error_rate(weights, sure, possible):
    possible = possible | sure
    claimed = torch.zeros_like(sure).scatter(
        1, weights.max(dim=1, keepdim=True).indices, True
    )
    claimed[~possible.any(dim=1)] = False
    a, s = claimed.double(), sure.double()
    return float(
        1 - ((a * s).sum() + (a * possible).sum()) / (a.sum() + s.sum())
    )


# %% sets
def error_rate(weights, sure, possible):
    S = {(int(t), int(j)) for t, j in sure.nonzero()}
    P = S | {(int(t), int(j)) for t, j in possible.nonzero()}
    rows = {t for t, _ in P}
    A = {(t, int(weights[t].argmax())) for t in rows}
    return 1 - (len(A & S) + len(A & P)) / (len(A) + len(S))


# %% tensor_result
def error_rate(weights, sure, possible):
    """Masked weights; a tensor without dimension is a number too."""
    possible = possible.logical_or(sure)
    keep = possible.any(dim=1)
    rows = torch.arange(len(weights))[keep]
    most = torch.argmax(weights, dim=1)[keep]
    hits = sure[rows, most].float().sum() + possible[rows, most].float().sum()
    return 1 - hits / (keep.float().sum() + sure.float().sum())
