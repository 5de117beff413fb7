"""Chapter 1, exercise 1: the scores of one token with every token."""

from graded.exercise import Test


def inputs(rng):
    n, d = rng.choice([4, 5, 7, 9], 2, replace=False)
    return rng.normal(size=(n, d)), int(rng.integers(n))


TESTS = [
    Test("values", 2, "the dot product of vector i with each vector", inputs),
]
