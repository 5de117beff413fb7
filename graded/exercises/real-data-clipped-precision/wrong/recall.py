"""
keeps: 1
tells: this is the share of the references' runs; divide by the runs written
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    if not ours:
        return 0.0
    return (ours & most).total() / most.total()
