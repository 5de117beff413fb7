"""The scores of one token with every token."""

from teaching.authoring.exercise import Test


def inputs(rng):
    n, d = rng.choice([4, 5, 7, 9], 2, replace=False)
    # Never the first token, and always a number that is a column as well.
    return rng.normal(size=(n, d)), int(rng.integers(1, min(n, d)))


TESTS = [
    Test(
        "values",
        2,
        "the dot product of vector i with each vector, as a vector of "
        "length n.",
        inputs,
        names=("the scores",),
    ),
]
