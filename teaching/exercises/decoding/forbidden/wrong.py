# %% a_list | points 3 | a list came back; return a set
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return sorted({run[-1] for run in runs if run[:-1] == begin})


# %% any_order | points 2 | the tokens of the beginning were compared without their order; compare lists, not sets
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if set(run[:-1]) == set(begin)}


# %% every_follower | points 2 | only the last token was compared; all n - 1 tokens of the beginning have to be the same
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if n == 1 or len(tokens) < n:
        return set(tokens) if n == 1 else set()
    pairs = zip(tokens[n - 2 :], tokens[n - 1 :], strict=False)
    return {after for before, after in pairs if before == tokens[-1]}


# %% first_place_only | points 0 | only the first place where the beginning stands was used; go through all of them
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    for i in range(len(tokens) - n + 1):
        if tokens[i : i + n - 1] == begin:
            return {tokens[i + n - 1]}
    return set()


# %% last_run_missed | points 0 | the run at the very end is missing; it may overlap the beginning, as in 6 6
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n)]
    return {run[-1] for run in runs if run[:-1] == begin}


# %% list_changed | points 3 | the list that was handed in has changed; work on a copy
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    result = set()
    while len(tokens) >= n:
        if tokens[: n - 1] == begin:
            result.add(tokens[n - 1])
        tokens.pop(0)
    return result


# %% minus_zero | points 3 | for n = 1 nothing matches; tokens[-0:] is the whole list, count from the front
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[-(n - 1) :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if run[:-1] == begin}


# %% one_too_long | points 0 | the beginning has n tokens here; it has n - 1, the next token is the last of the run
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n :]
    runs = [tokens[i : i + n + 1] for i in range(len(tokens) - n)]
    return {run[-1] for run in runs if run[:-1] == begin}


# %% whole_runs | points 2 | all tokens of the matching runs are forbidden here; only the last one of each would repeat it
def forbidden(tokens, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {token for run in runs if run[:-1] == begin for token in run}


# %% zero_gives_nothing | points 3 | n below 1 must raise a ValueError; a run of no tokens makes no sense
def forbidden(tokens, n):
    if n < 1:
        return set()
    begin = tokens[len(tokens) - n + 1 :]
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return {run[-1] for run in runs if run[:-1] == begin}
