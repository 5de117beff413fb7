# %% counter_by_hand
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")

    def count(tokens):
        found = {}
        for i in range(len(tokens) - n + 1):
            run = tuple(tokens[i : i + n])
            found[run] = found.get(run, 0) + 1
        return found

    ours, theirs = count(written), [count(row) for row in references]
    if not ours:
        return 0.0
    matches = 0
    for run, times in ours.items():
        most = 0
        for row in theirs:
            most = max(most, row.get(run, 0))
        matches += min(times, most)
    return matches / sum(ours.values())


# %% elements_taken_away
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    most = Counter()
    for row in references:
        most = most | ngrams(row, n)
    if ours.total() == 0:
        return 0.0
    return 1 - (ours - most).total() / ours.total()


# %% generator
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    tables = [ngrams(row, n) for row in references]
    total = sum(ours.values())
    same = sum(min(c, max(t[run] for t in tables)) for run, c in ours.items())
    return same / total if total else 0.0


# %% lists_counted
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    runs = [written[i : i + n] for i in range(len(written) - n + 1)]
    if runs == []:
        return 0.0
    theirs = [
        [row[i : i + n] for i in range(len(row) - n + 1)] for row in references
    ]
    right = 0
    for k, run in enumerate(runs):
        seen = runs[: k + 1].count(run)
        right += seen <= max(row.count(run) for row in theirs)
    return right / len(runs)


# %% numpy_minimum
import numpy as np


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    if not ours:
        return 0.0
    times = np.array([ours[run] for run in ours])
    most = np.array(
        [[ngrams(row, n)[run] for run in ours] for row in references]
    )
    return float(np.minimum(times, most.max(axis=0)).sum() / times.sum())


# %% reduce_union
from functools import reduce
from operator import or_


def clipped_precision(written, references, n):
    if n <= 0:
        raise ValueError("n must be at least 1")
    most = reduce(or_, (ngrams(row, n) for row in references))
    ours = ngrams(written, n)
    return sum((ours & most).values()) / max(1, sum(ours.values()))
