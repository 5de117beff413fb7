"""Chapter 14, exercise 3: the distance at which a rotary score falls below a share."""

import numpy as np

from teaching.authoring.exercise import Test

MOST = 400


def scores(d_k, base):
    """The score at the distances 0 to MOST."""
    speeds = base ** (-2 * np.arange(d_k // 2) / d_k)
    return np.cos(np.outer(np.arange(MOST + 1), speeds)).mean(axis=1)


def draw(rng, widths, low, high):
    """A share that the score passes clearly, so that rounding decides nothing."""
    while True:
        d_k = int(rng.choice(widths))
        base = float(rng.integers(low, high))
        share = round(float(rng.uniform(0.35, 0.85)), 3)
        here = scores(d_k, base)
        first = int((here < share).argmax())
        clear = abs(here[: first + 1] - share).min() > 1e-4
        if first > 4 and clear:
            return d_k, base, share, MOST


def never(rng):
    """It stays above share for as long as asked."""
    d_k, base = int(rng.choice([32, 64])), float(rng.integers(9_000, 90_000))
    most = int(rng.integers(5, 12))
    share = round(float(scores(d_k, base)[1 : most + 1].min()) - 0.05, 3)
    return d_k, base, share, most


TESTS = [
    Test(
        "narrow heads",
        2,
        "heads of width 8 to 24, with small bases",
        lambda rng: draw(rng, [8, 12, 16, 24], 50, 3000),
        trials=6,
    ),
    Test(
        "wide heads",
        1,
        "heads of width 32 to 128, with large bases",
        lambda rng: draw(rng, [32, 64, 80, 128], 5000, 50_000),
        trials=6,
    ),
    Test(
        "far and near",
        1,
        "a score that stays above share, and one that does not",
        lambda rng: (*never(rng), *draw(rng, [16, 24], 50, 3000)),
        driver="""\
def driver(answer, *both):
    return {"none": answer(*both[:4]), "one": answer(*both[4:])}
""",
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
