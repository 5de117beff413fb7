"""Chapter 10, exercise 4: how many sentences fit."""

from teaching.authoring.exercise import Test


def draw(rng, beams, rest):
    """Numbers of which ``rest`` of one more sentence would fit; all are different."""
    layers, width = int(rng.choice([3, 5, 6])), int(rng.choice([64, 96, 160]))
    source, written = (
        int(i) for i in rng.choice(range(11, 90), 2, replace=False)
    )
    each = int(rng.choice([2, 4]))
    one = 2 * layers * width * (source + beams * written) * each
    memory = int((int(rng.integers(40, 200)) + rest) * one)
    return memory, layers, width, source, written, beams, each


ABOUT = """\
import math


def driver(answer, *numbers):
    return math.floor(answer(*numbers))
"""

NAMES = ("the number of sentences",)
TESTS = [
    Test(
        "one beam",
        1,
        "with one beam: the right number, whatever its type",
        lambda rng: draw(rng, 1, 0.3),
        driver=ABOUT,
        names=NAMES,
    ),
    Test(
        "beams",
        1,
        "with several beams, whose source is kept once",
        lambda rng: draw(rng, int(rng.choice([3, 4, 7])), 0.3),
        driver=ABOUT,
        names=NAMES,
    ),
    Test(
        "whole",
        1,
        "a whole number: what fits by half does not fit",
        lambda rng: draw(rng, 1, 0.7),
        names=NAMES,
    ),
]
