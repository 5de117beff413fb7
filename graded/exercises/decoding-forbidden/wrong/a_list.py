"""
keeps: 3
tells: a list came back; return a set
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return sorted({run[-1] for run in runs if run[:-1] == begin})
