"""
keeps: 1
tells: only the first place where the beginning stands was used; go through all of them
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    for i in range(len(tokens) - n + 1):
        if tokens[i : i + n - 1] == begin:
            return {tokens[i + n - 1]}
    return set()
