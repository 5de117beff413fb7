"""
keeps: 1
tells: the run at the very end is missing; it may overlap the beginning, as in 6 6
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n)]
    return {run[-1] for run in runs if run[:-1] == begin}
