import numpy as np


def error_rate(weights, sure, possible):
    w, s, p = weights.numpy(), sure.numpy(), possible.numpy()
    p = p | s
    rows = np.flatnonzero(p.any(axis=1))
    most = w[rows].argmax(axis=1)
    hits = s[rows, most].sum() + p[rows, most].sum()
    return float(1 - hits / (len(rows) + s.sum()))
