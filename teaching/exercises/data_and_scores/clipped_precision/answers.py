# %% right | counter_by_hand
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


# %% right | elements_taken_away
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


# %% right | generator
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    tables = [ngrams(row, n) for row in references]
    total = sum(ours.values())
    same = sum(min(c, max(t[run] for t in tables)) for run, c in ours.items())
    return same / total if total else 0.0


# %% right | lists_counted
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


# %% right | numpy_minimum
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


# %% right | reduce_union
from functools import reduce
from operator import or_


def clipped_precision(written, references, n):
    if n <= 0:
        raise ValueError("n must be at least 1")
    most = reduce(or_, (ngrams(row, n) for row in references))
    ours = ngrams(written, n)
    return sum((ours & most).values()) / max(1, sum(ours.values()))


# %% right | exact_fraction
from fractions import Fraction


def clipped_precision(written, references, n=1):
    if n <= 0:
        raise ValueError("n must be positive")
    grams = lambda ws: [tuple(ws[k : k + n]) for k in range(len(ws) - n + 1)]
    mine = grams(written)
    theirs = [grams(r) for r in references]
    clipped = 0
    for g in set(mine):
        clipped += min(mine.count(g), max([t.count(g) for t in theirs] or [0]))
    return Fraction(clipped, len(mine)) if mine else 0


# %% wrong | any_n | points 3 | n below 1 must raise a ValueError
def clipped_precision(written, references, n):
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0


# %% wrong | best_reference | points 2 | the best single reference was taken; each run may take the reference that suits it
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    best = max((ours & ngrams(row, n)).total() for row in references)
    return best / ours.total() if ours else 0.0


# %% wrong | first_reference | points 2 | only the first reference was compared; use all of them
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), ngrams(references[0], n)
    return (ours & most).total() / ours.total() if ours else 0.0


# %% wrong | kinds_of_runs | points 0 | each kind of n-gram was counted once; one that is written three times counts three times
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, theirs = set(ngrams(written, n)), set()
    for row in references:
        theirs |= set(ngrams(row, n))
    return len(ours & theirs) / len(ours) if ours else 0.0


# %% wrong | last_run_missed | points 0 | the last n-gram is missing; there are len(written) - n + 1 of them
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written[:-1], n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0


# %% wrong | not_clipped | points 0 | an n-gram that is written too often was counted each time; it counts at most as often as a reference has it
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, known = ngrams(written, n), set()
    for row in references:
        known |= set(ngrams(row, n))
    total = ours.total()
    return sum(ours[run] for run in known) / total if total else 0.0


# %% wrong | nothing_divided | points 3 | without any run there is a division by 0; the share is 0.0 there
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total()


# %% wrong | recall | points 0 | this is the fraction of the references' n-grams; divide by the number written
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    if not ours:
        return 0.0
    return (ours & most).total() / most.total()


# %% wrong | references_added | points 2 | the references were added up; take the one that has the run most often
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most += ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0


# %% enemy | sets | points 0 | sets in place of counts, and all references as one
def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError
    ours = ngrams(written, n)
    theirs = {run for row in references for run in ngrams(row, n)}
    return len(ours.keys() & theirs) / max(1, len(ours))
