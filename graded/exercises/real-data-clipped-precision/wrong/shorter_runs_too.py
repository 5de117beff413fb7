"""
keeps: 0
tells: runs of fewer than n tokens were counted too; only those of exactly n count
"""


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    matches = total = 0
    for size in range(1, n + 1):
        ours, most = ngrams(written, size), Counter()
        for row in references:
            most |= ngrams(row, size)
        matches += (ours & most).total()
        total += ours.total()
    return matches / total if total else 0.0
