"""Self-attention with the cosine as score."""

import numpy as np

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, embeddings):
    both = answer(embeddings)
    both = [*both] if hasattr(both, "__iter__") else []
    if len(both) != 2:
        raise TypeError("return two things: context, weights")
    return both[{part}]
"""


def values(rng):
    n, d = rng.choice([3, 4, 5, 7], 2, replace=False)
    # Lengths from short to long: who divides by too few of them is seen.
    lengths = np.geomspace(0.2, 5, n)[rng.permutation(n), None]
    return (lengths * rng.normal(size=(n, d)),)


def zeros(rng):
    (embeddings,) = values(rng)
    n = len(embeddings)
    embeddings[rng.choice(n, min(2, n - 2), replace=False)] = 0
    return (embeddings,)


TESTS = [
    Test(
        "weights",
        2,
        "the second of the two results, the weights, shape (n, n).",
        values,
        driver=PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "context",
        2,
        "the first of the two results, the context vectors, shape (n, d).",
        values,
        driver=PART.format(part=0),
        names=("context",),
    ),
    Test(
        "zeros",
        1,
        "vectors of zeros among the others: their scores are 0.",
        zeros,
        names=("context", "weights"),
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: 1 -> 2": (
        "a vector of zeros stays one, whatever it is divided by"
    ),
}
