def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    tables = [ngrams(row, n) for row in references]
    total = sum(ours.values())
    same = sum(min(c, max(t[run] for t in tables)) for run, c in ours.items())
    return same / total if total else 0.0
