# %% one_after_the_other | points 0 | each head was tried in turn, which asks too often; halve
def smallest_set(heads, works):
    kept = set(heads)
    for head in list(heads):
        if works(kept - {head}):
            kept.remove(head)
    return kept


# %% all_heads | points 0 | all heads work, but most of them can be removed
def smallest_set(heads, works):
    works(heads)
    return set(heads)


# %% first_needed_only | points 0 | only one needed head was found; go on until the needed ones work by themselves
def smallest_set(heads, works):
    needed, others = [], list(heads)
    if not works(needed):
        low, high = 1, len(others)
        while low < high:
            middle = (low + high) // 2
            if works(needed + others[:middle]):
                high = middle
            else:
                low = middle + 1
        needed.append(others[high - 1])
        others = others[: high - 1]
    return set(needed)


# %% the_first_that_are_enough | points 0 | the first heads that are enough hold many that can go; only the last of them is known to be needed
def smallest_set(heads, works):
    low, high = 0, len(heads)
    while low < high:
        middle = (low + high) // 2
        if works(heads[:middle]):
            high = middle
        else:
            low = middle + 1
    return set(heads[:high])


# %% needed_alone | points 2 | each head was removed alone; those that cover for each other then all seem useless
def smallest_set(heads, works):
    heads, found = list(heads), []

    def search(part):
        rest = [h for h in heads if h not in part]
        if works(rest):
            return
        if len(part) == 1:
            found.extend(part)
            return
        half = len(part) // 2
        search(part[:half])
        search(part[half:])

    search(heads)
    return set(found)


# %% random_half | points 0 | half of the heads were thrown away without asking whether the rest works
def smallest_set(heads, works):
    return set(list(heads)[::2])


# %% returns_a_list | points 0 | a list was returned; return a set
def smallest_set(heads, works):
    needed, others = [], list(heads)
    while not works(needed):
        low, high = 1, len(others)
        while low < high:
            middle = (low + high) // 2
            if works(needed + others[:middle]):
                high = middle
            else:
                low = middle + 1
        needed.append(others[high - 1])
        others = others[: high - 1]
    return needed


# %% forgets_the_needed | points 0 | the heads found already were left out of the questions; they stay
def smallest_set(heads, works):
    needed, others = [], list(heads)
    while not works(needed):
        low, high = 1, len(others)
        while low < high:
            middle = (low + high) // 2
            if works(others[:middle]):
                high = middle
            else:
                low = middle + 1
        needed.append(others[high - 1])
        others = others[: high - 1]
    return set(needed)
