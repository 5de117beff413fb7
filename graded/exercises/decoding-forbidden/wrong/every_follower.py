"""
keeps: 2
tells: only the last token was compared; all n - 1 tokens of the beginning have to be the same
"""


def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if n == 1 or len(tokens) < n:
        return set(tokens) if n == 1 else set()
    pairs = zip(tokens[n - 2 :], tokens[n - 1 :], strict=False)
    return {after for before, after in pairs if before == tokens[-1]}
