"""The distance at which a rotary score falls below a share."""

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


def limits(rng):
    """A score that is below share at ``most`` for the first time."""
    *arguments, _ = draw(rng, [16, 24], 50, 3000)
    first = int((scores(*arguments[:2]) < arguments[2]).argmax())
    return *arguments, first


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
        "limits",
        1,
        "the last distance that is asked for, one before it, and distance 1",
        limits,
        driver="""\
def driver(answer, d_k, base, share, first):
    return {
        "just in reach": answer(d_k, base, share, first),
        "just out of reach": answer(d_k, base, share, first - 1),
        "at once": answer(d_k, base, 0.9999, first),
        "distance 0 does not count": answer(d_k, base, 1.5, first),
    }
""",
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: torch.arange(1, most + 1).double() -> torch.arange(1, most + 1)": (
        "the product with numbers in double precision is in double precision"
    ),
    "line 4: torch.arange(0, d_k, 2).double() -> torch.arange(0, d_k, 2)": (
        "single precision, which moves no distance: shares are drawn clear"
    ),
    "line 6: scores < share -> scores <= share": (
        "no score equals a drawn share"
    ),
}
