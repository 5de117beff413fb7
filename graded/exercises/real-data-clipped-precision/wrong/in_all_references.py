"""
keeps: 2
tells: only what stands in every reference was counted; one of them is enough
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, most = ngrams(written, n), ngrams(references[0], n)
    for row in references[1:]:
        most &= ngrams(row, n)
    return (ours & most).total() / ours.total() if ours else 0.0
