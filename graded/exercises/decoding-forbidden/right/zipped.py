def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    runs = zip(*(tokens[i:] for i in range(n)), strict=False)
    begin = tuple(tokens[len(tokens) - (n - 1) :])
    return {last for *first, last in runs if tuple(first) == begin}
