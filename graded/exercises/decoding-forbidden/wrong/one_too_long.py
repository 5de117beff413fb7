"""
keeps: 1
tells: the beginning has n tokens here; it has n - 1, the next token is the last of the run
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n :]
    runs = [tokens[i : i + n + 1] for i in range(len(tokens) - n)]
    return {run[-1] for run in runs if run[:-1] == begin}
