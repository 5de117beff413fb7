"""Chapter 3, exercise 1: block after block."""

from itertools import pairwise

from teaching.authoring.exercise import Test


def blocks_of(rng, widths):
    """Triples of matrices that lead from each width to the next."""
    return [
        tuple(rng.normal(size=(3, after, before)))
        for before, after in pairwise(widths)
    ]


def one(rng):
    widths = [int(width) for width in rng.choice([2, 3, 4, 6], 2, False)]
    return rng.normal(size=(5, widths[0])), blocks_of(rng, widths)


def several(rng):
    widths = [int(width) for width in rng.permutation([2, 3, 4, 6])]
    return rng.normal(size=(5, widths[0])), blocks_of(rng, widths)


def none(rng):
    return rng.normal(size=(5, 3)), []


NAMES = ("the output", "the weights of each block")

TESTS = [
    Test("one block", 1, "a single block.", one, names=NAMES),
    Test(
        "several blocks",
        2,
        "three blocks of different widths: each works on what the last gave.",
        several,
        names=NAMES,
    ),
    Test(
        "no block",
        1,
        "without a block the input comes back, and no weights.",
        none,
        trials=1,
        names=NAMES,
    ),
]
