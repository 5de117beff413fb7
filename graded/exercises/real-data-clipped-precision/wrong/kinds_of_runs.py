"""
keeps: 1
tells: each kind of run was counted once; a run that is written three times counts three times
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours, theirs = set(ngrams(written, n)), set()
    for row in references:
        theirs |= set(ngrams(row, n))
    return len(ours & theirs) / len(ours) if ours else 0.0
