"""The mean time of runs that fail and are resumed."""

from teaching.authoring.exercise import Test

SETTINGS = """\
def driver(answer, settings, runs, seed):
    return {
        f"{steps} steps, saved every {every} at a cost of {cost}, "
        f"failure {failure:.0%}": float(
            answer(steps, every, cost, failure, runs, seed)
        )
        for steps, every, cost, failure in settings
    }
"""


def failing(rng):
    every = int(rng.integers(6, 11))
    steps = every * int(rng.integers(3, 5))
    failure = int(rng.integers(8, 11)) / 100
    return steps, every, int(rng.integers(5, 9)), failure


def seldom(rng):
    every = int(rng.integers(7, 12))
    steps = every * int(rng.integers(3, 5)) - int(rng.integers(2, 5))
    return steps, every, int(rng.integers(3, 6)), 0.1


def never(rng):
    every = int(rng.integers(4, 9))
    return (
        every * int(rng.integers(3, 6)),
        every,
        int(rng.integers(9, 15)),
        0.0,
    )


TESTS = [
    Test(
        "failures",
        2,
        "steps that fail, and the work lost by each",
        lambda rng: (
            [failing(rng), failing(rng)],
            3000,
            int(rng.integers(1000)),
        ),
        driver=SETTINGS,
        trials=2,
        rtol=0.04,
        atol=0.0,
        seconds=3.0,
    ),
    Test(
        "saving",
        2,
        "what saving costs, with failures and with none, and not after the last step",
        lambda rng: ([never(rng), seldom(rng)], 3000, int(rng.integers(1000))),
        driver=SETTINGS,
        trials=2,
        rtol=0.04,
        atol=0.0,
        seconds=3.0,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 0 -> 1": "one second among the seconds of 3,000 runs",
    "line 3: 0 -> -1": "one second among the seconds of 3,000 runs",
    "line 4: range(runs) -> range(runs + 1)": "one run more among 3,000",
    "line 4: range(runs) -> range(runs - 1)": "one run less among 3,000",
    "line 8: rng.random() < failure -> rng.random() <= failure": (
        "a random number is never exactly the probability"
    ),
}
