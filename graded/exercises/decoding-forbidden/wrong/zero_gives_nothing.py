"""
keeps: 3
tells: n below 1 must raise a ValueError; a run of no tokens makes no sense
"""


def forbidden(tokens, n):
    if n < 1:
        return set()
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if run[:-1] == begin}
