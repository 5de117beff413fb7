"""Chapter 12, exercise 1: the batch of a step."""

from teaching.authoring.exercise import Test

STEPS = """\
def driver(answer, steps, count, seed):
    return {
        f"step {step} of {count} batches a round, seed {seed}": answer(
            step, count, seed
        )
        for step in steps
    }
"""

REFUSED = """\
def driver(answer, cases):
    found = {}
    for step, count, seed in cases:
        try:
            answer(step, count, seed)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"step {step} of {count} batches raises a ValueError"] = raised
    found["the only batch of a round"] = answer(4, 1, 3)
    found["an int is returned"] = isinstance(found["the only batch of a round"], int)
    return found
"""


def first_round(rng):
    count = int(rng.integers(11, 20))
    return list(range(count)), count, int(rng.integers(1000))


def later(rng):
    count = int(rng.integers(11, 20))
    return list(range(count, 5 * count)), count, int(rng.integers(1000))


def refused(rng):
    return ([(-1, 7, 3), (-20, 7, 3), (0, 0, 3), (5, -2, 3)],)


TESTS = [
    Test(
        "first round",
        1,
        "the steps of the first round.",
        first_round,
        driver=STEPS,
    ),
    Test("later", 1, "later rounds, to the fifth.", later, driver=STEPS),
    Test(
        "refused",
        1,
        "a negative step and a count below 1 raise a ValueError; one batch is enough.",
        refused,
        trials=1,
        driver=REFUSED,
    ),
]
