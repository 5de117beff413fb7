"""
keeps: 1
tells: the last run is missing; there are len(written) - n + 1 of them
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written[:-1], n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0
