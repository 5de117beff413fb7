"""
keeps: 3
tells: n below 1 must raise a ValueError
"""


def clipped_precision(written, references, n):
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0
