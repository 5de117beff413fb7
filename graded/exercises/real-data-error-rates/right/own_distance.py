from functools import cache


def error_rates(said, listed):
    if not said:
        raise ValueError("there is no word")

    def distance(a, b):
        @cache
        def d(i, j):
            if i == 0 or j == 0:
                return i + j
            return min(
                d(i - 1, j) + 1,
                d(i, j - 1) + 1,
                d(i - 1, j - 1) + (a[i - 1] != b[j - 1]),
            )

        return d(len(a), len(b))

    pairs = []
    for ours, ways in zip(said, listed):
        best = min(
            range(len(ways)), key=lambda k: (distance(ours, ways[k]), k)
        )
        pairs.append((distance(ours, ways[best]), len(ways[best])))
    edits, sounds = zip(*pairs)
    return sum(edits) / sum(sounds), sum(map(bool, edits)) / len(said)
