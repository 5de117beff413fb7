"""
keeps: 3
tells: the list that was handed in has changed; work on a copy
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    result = set()
    while len(tokens) >= n:
        if tokens[: n - 1] == begin:
            result.add(tokens[n - 1])
        tokens.pop(0)
    return result
