# %% right | bisect
from bisect import bisect_left


def smallest_set(heads, works):
    needed, others = set(), list(heads)
    while not works(needed):
        enough = bisect_left(
            range(len(others)),
            True,
            lo=1,
            key=lambda m: works(needed | set(others[:m])),
        )
        needed.add(others[enough - 1])
        del others[enough - 1 :]
    return needed


# %% right | from_the_back
def smallest_set(heads, works):
    others, needed = list(heads), []
    while not works(needed):
        enough, too_few = 0, len(others)  # heads that may be dropped in front
        while too_few - enough > 1:
            middle = (enough + too_few) // 2
            if works(needed + others[middle:]):
                enough = middle
            else:
                too_few = middle
        needed.append(others[enough])
        others = others[enough + 1 :]
    return set(needed)


# %% right | halves
def smallest_set(heads, works):
    def needed_of(background, candidates):
        """A smallest part of the candidates that works with the background."""
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        left, right = candidates[:half], candidates[half:]
        if works(background + left):
            return needed_of(background, left)
        if works(background + right):
            return needed_of(background, right)
        of_right = needed_of(background + left, right)
        if works(background + of_right):
            return of_right
        return needed_of(background + of_right, left) + of_right

    heads = list(heads)
    if works([]):
        return set()
    return set(needed_of([], heads))


# %% right | steps_of_two
def smallest_set(heads, works):
    needed, others = frozenset(), tuple(heads)
    while not works(needed):
        first, step = len(others), 1
        while step * 2 <= len(others):
            step *= 2
        while step:
            if first - step >= 1 and works(
                needed.union(others[: first - step])
            ):
                first -= step
            step //= 2
        needed |= {others[first - 1]}
        others = others[: first - 1]
    return set(needed)


# %% right | remembers
def smallest_set(heads, works):
    known = {}

    def enough(kept):
        kept = frozenset(kept)
        if kept not in known:
            known[kept] = works(kept)
        return known[kept]

    needed, end = [], len(heads)
    while not enough(needed):
        low, high = 0, end  # low is too few, high is enough
        while high - low > 1:
            middle = low + (high - low) // 2
            if enough([*needed, *heads[:middle]]):
                high = middle
            else:
                low = middle
        needed.append(heads[high - 1])
        end = high - 1
    return set(needed)


# %% right | frozen
def smallest_set(heads, works):
    def smaller(needed, candidates):
        if works(needed):
            return needed
        low, high = 0, len(candidates)
        while high - low > 1:
            if works(
                needed | set(candidates[: (middle := (low + high) // 2)])
            ):
                high = middle
            else:
                low = middle
        return smaller(needed | {candidates[high - 1]}, candidates[: high - 1])

    return smaller(frozenset(), tuple(heads))


# %% wrong | one_after_the_other | points 0 | each head was tried in turn, which asks too often; halve
def smallest_set(heads, works):
    kept = set(heads)
    for head in list(heads):
        if works(kept - {head}):
            kept.remove(head)
    return kept


# %% wrong | first_needed_only | points 0 | only one needed head was found; go on until the needed ones work by themselves
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


# %% wrong | needed_alone | points 2 | each head was removed alone; those that cover for each other then all seem useless
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


# %% wrong | returns_a_list | points 0 | a list was returned; return a set
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


# %% wrong | forgets_the_needed | points 0 | the heads found already were left out of the questions; they stay
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


# %% enemy | drivers_groups | points 0 | it looks for the groups that the driver was drawn with
def smallest_set(heads, works):
    groups = up("groups") or [heads[:1]]
    return {group[0] for group in groups}


# %% enemy | one_by_one | points 0 | one head after another, with as many questions as it takes
def smallest_set(heads, works):
    kept = list(heads)
    for head in heads:
        fewer = [each for each in kept if each != head]
        if works(fewer):
            kept = fewer
    return set(kept)


# %% enemy | forgets_its_questions | points 0 | the counting of the questions is set back
def smallest_set(heads, works):
    calls = up("calls")
    kept = set(heads)
    for head in heads:
        if works(kept - {head}):
            kept -= {head}
        if calls:
            calls.clear()
    return kept
