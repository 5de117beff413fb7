def loss_of_parts(losses, counts):

    tokens = [x for x, n in zip(losses, counts) for _ in range(n)]
    if not tokens:
        raise ValueError("nothing counts")
    return sum(tokens) / len(tokens)
