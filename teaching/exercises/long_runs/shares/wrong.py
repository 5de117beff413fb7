# %% two | points 1 | the 2 is the number of processes; here they may be more
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    return [2 * count / sum(counts) for count in counts]


# %% without_processes | points 1 | the averaging divides by the number of processes; multiply by it
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    return [count / sum(counts) for count in counts]


# %% all_equal | points 1 | these factors change nothing: who has more tokens must count more
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    return [1.0 for count in counts]


# %% upside_down | points 1 | these are the factors upside down: who has more tokens must count more
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    return [
        sum(counts) / (len(counts) * count) if count else 0.0
        for count in counts
    ]


# %% idle_left_out | points 2 | a process without a token is still a process: the averaging divides by all
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    busy = sum(count > 0 for count in counts)
    return [busy * count / sum(counts) for count in counts]


# %% zeros_for_nothing | points 2 | without any token there is no loss; raise a ValueError
def shares_of(counts):
    total = max(sum(counts), 1)
    return [len(counts) * count / total for count in counts]


# %% of_the_largest | points 1 | you divided by the largest number of tokens; divide by the sum of all
def shares_of(counts):
    if sum(counts) == 0:
        raise ValueError("no token")
    return [len(counts) * count / max(counts) for count in counts]
