def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    runs = [written[i : i + n] for i in range(len(written) - n + 1)]
    if runs == []:
        return 0.0
    theirs = [
        [row[i : i + n] for i in range(len(row) - n + 1)] for row in references
    ]
    right = 0
    for k, run in enumerate(runs):
        seen = runs[: k + 1].count(run)
        right += seen <= max(row.count(run) for row in theirs)
    return right / len(runs)
