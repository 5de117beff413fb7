"""Softmax with a temperature."""

import numpy as np

from teaching.authoring.exercise import Test

VALUES = """\
def driver(answer, row, matrix, batch, cold, hot):
    return {
        "a vector of scores": answer(row, cold),
        "a matrix of scores": answer(matrix, hot),
        "scores with three axes": answer(batch, cold),
    }
"""

REFUSED = """\
def driver(answer, scores, below):
    def raised(temperature):
        try:
            answer(scores, temperature)
        except NotImplementedError:
            raise
        except Exception as error:
            kind = ValueError if isinstance(error, ValueError) else type(error)
            return kind.__name__
        return "nothing"

    return {
        "what temperature 0 raises": raised(0),
        "what a temperature below 0 raises": raised(below),
        "what a temperature above 0 gives": answer(scores, -below),
    }
"""


def values(rng):
    a, b, c = rng.permutation([2, 3, 5])
    return (
        2 * rng.normal(size=b),
        2 * rng.normal(size=(a, c)),
        2 * rng.normal(size=(b, a, c)),
        rng.uniform(0.3, 0.8),
        rng.uniform(1.5, 3),
    )


def large(rng):
    # One row overflows, one underflows, and one does neither.
    rows = np.array([[1000.0], [-1000.0], [0.0]])
    return rows + rng.normal(size=(3, 5)), rng.uniform(0.3, 0.8)


def refused(rng):
    return rng.normal(size=(4, 5)), -rng.uniform(0.2, 0.8)


TESTS = [
    Test(
        "values",
        1,
        "the softmax of scores / temperature along the last axis.",
        values,
        trials=2,
        driver=VALUES,
    ),
    Test(
        "large scores",
        1,
        "rows of scores near 1000, near -1000 and near 0, in one matrix.",
        large,
    ),
    Test(
        "refuses",
        1,
        "a temperature that is not greater than 0 raises a ValueError, and "
        "only that.",
        refused,
        driver=REFUSED,
    ),
]
