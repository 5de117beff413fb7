"""
keeps: 3
tells: without any run there is a division by 0; the share is 0.0 there
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most |= ngrams(row, n)
    return (ours & most).total() / ours.total()
