from functools import reduce
from operator import or_


def clipped_precision(written, references, n):
    if n <= 0:
        raise ValueError("n must be at least 1")
    most = reduce(or_, (ngrams(row, n) for row in references))
    ours = ngrams(written, n)
    return sum((ours & most).values()) / max(1, sum(ours.values()))
