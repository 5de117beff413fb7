def clipped_precision(written, references, n):
    if n < 1:
        raise ValueError("n must be at least 1")

    def count(tokens):
        found = {}
        for i in range(len(tokens) - n + 1):
            run = tuple(tokens[i : i + n])
            found[run] = found.get(run, 0) + 1
        return found

    ours, theirs = count(written), [count(row) for row in references]
    if not ours:
        return 0.0
    matches = 0
    for run, times in ours.items():
        most = 0
        for row in theirs:
            most = max(most, row.get(run, 0))
        matches += min(times, most)
    return matches / sum(ours.values())
