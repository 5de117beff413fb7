"""
keeps: 2
tells: all tokens of the matching runs are forbidden here; only the last one of each would repeat it
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {token for run in runs if run[:-1] == begin for token in run}
