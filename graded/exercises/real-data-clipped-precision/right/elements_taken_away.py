def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    most = Counter()
    for row in references:
        most = most | ngrams(row, n)
    if ours.total() == 0:
        return 0.0
    return 1 - (ours - most).total() / ours.total()
