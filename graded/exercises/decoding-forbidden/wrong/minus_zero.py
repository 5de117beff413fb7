"""
keeps: 3
tells: for n = 1 nothing matches; tokens[-0:] is the whole list, count from the front
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[-(n - 1) :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if run[:-1] == begin}
