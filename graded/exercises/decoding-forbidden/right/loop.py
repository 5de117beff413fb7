def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    result = set()
    for end in range(n - 1, len(tokens)):
        if tokens[end - n + 1 : end] == tokens[len(tokens) - n + 1 :]:
            result.add(tokens[end])
    return result
