def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")

    def occurs(run):
        places = range(len(tokens) - n + 1)
        return any(tokens[i : i + n] == run for i in places)

    begin = tokens[len(tokens) - n + 1 :]
    return {token for token in tokens if occurs([*begin, token])}
