"""How often the interval of the formula holds the true rate."""

from teaching.authoring.exercise import Test

SETTINGS = """\
def driver(answer, settings, runs, seed):
    return {
        f"{n} words, {rate:.1%} wrong": float(answer(rate, n, runs, seed))
        for rate, n in settings
    }
"""


def few(rng):
    return round(float(rng.uniform(0.02, 0.05)), 3), int(rng.integers(12, 26))


def some(rng):
    """One wrong word is not enough for an interval that holds the rate."""
    n = int(rng.integers(20, 27))
    return round(3.4 / n, 3), n


def many(rng):
    return round(float(rng.uniform(0.5, 0.7)), 3), int(rng.integers(300, 600))


def promise(rng):
    return [few(rng), some(rng), many(rng)], 4000, int(rng.integers(1000))


def at_the_ends(rng):
    settings = [(0.0, 17), few(rng), (1.0, 23)]
    return settings, 4000, int(rng.integers(1000))


TESTS = [
    Test(
        "few and many words",
        2,
        "test sets with few words, hardly any of them wrong or three or four, and a large one",
        promise,
        driver=SETTINGS,
        rtol=0.0,
        atol=0.035,
    ),
    Test(
        "all or none wrong",
        2,
        "an interval of width 0 holds a rate that it hits exactly",
        at_the_ends,
        driver=SETTINGS,
        rtol=0.0,
        atol=0.035,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: np.random.default_rng(seed) -> np.random": (
        "any generator will do: the answer is judged with a tolerance"
    ),
    "line 5: p - rate -> rate - p": "the distance is the same",
}
