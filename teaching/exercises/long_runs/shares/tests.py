"""Chapter 12, exercise 2: the shares of a batch."""

from teaching.authoring.exercise import Test


def unequal(rng):
    processes = int(rng.integers(3, 7))
    return (rng.choice(range(1, 60), processes, replace=False).tolist(),)


def with_idle(rng):
    (counts,) = unequal(rng)
    counts.insert(int(rng.integers(len(counts) + 1)), 0)
    return (counts,)


def nothing(rng):
    return ([0] * int(rng.integers(2, 5)),)


TESTS = [
    Test(
        "unequal",
        1,
        "three to six processes with different numbers of tokens.",
        unequal,
    ),
    Test(
        "idle",
        1,
        "a process without a token gets 0, and counts as a process.",
        with_idle,
    ),
    Test(
        "nothing",
        1,
        "if there is no token, a ValueError is raised.",
        nothing,
        trials=1,
    ),
]
