# %% bisect
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


# %% from_the_back
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


# %% halves
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


# %% steps_of_two
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


# %% remembers
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
