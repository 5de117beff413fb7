"""
keeps: 2
tells: the tokens of the beginning were compared without their order; compare lists, not sets
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if set(run[:-1]) == set(begin)}
