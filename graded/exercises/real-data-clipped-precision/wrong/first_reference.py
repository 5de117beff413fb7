"""
keeps: 2
tells: only the first reference was compared; use all of them
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), ngrams(references[0], n)
    return (ours & most).total() / ours.total() if ours else 0.0
