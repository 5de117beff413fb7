"""
keeps: 2
tells: the best single reference was taken; each run may take the reference that suits it
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    best = max((ours & ngrams(row, n)).total() for row in references)
    return best / ours.total() if ours else 0.0
