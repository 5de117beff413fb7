"""
keeps: 2
tells: the references were added up; take the one that has the run most often
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), Counter()
    for row in references:
        most += ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0
