import numpy as np


def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    ours = ngrams(written, n)
    if not ours:
        return 0.0
    times = np.array([ours[run] for run in ours])
    most = np.array(
        [[ngrams(row, n)[run] for run in ours] for row in references]
    )
    return float(np.minimum(times, most.max(axis=0)).sum() / times.sum())
