from collections import defaultdict


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    follows = defaultdict(set)
    for i in range(len(tokens) - n + 1):
        *begin, last = tokens[i : i + n]
        follows[tuple(begin)].add(last)
    return follows[tuple(tokens[len(tokens) - n + 1 :])]
