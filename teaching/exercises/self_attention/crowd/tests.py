"""How many words it takes to push a weight down."""

import numpy as np

from teaching.authoring.exercise import Test

SEVERAL = """\
def driver(answer, embeddings, i, j, extras, limits):
    return [
        answer(embeddings, i, j, extra, limit)
        for extra, limit in zip(extras, limits)
    ]
"""


def sentence(rng):
    """Embeddings, two of their numbers, and the powers e^score of the first with all."""
    n, d = rng.choice([4, 5, 7], 2, replace=False)
    embeddings = 0.6 * rng.normal(size=(n, d))
    i, j = rng.choice(n, 2, replace=False)
    return embeddings, int(i), int(j), np.exp(embeddings @ embeddings[i])


def below(rng, powers, j, power, least, most):
    """A limit that some drawn number of copies falls below, clear of any rounding."""
    count = int(rng.integers(least, most))
    return float(powers[j] / (powers.sum() + (count - 0.5) * power))


def zeros(rng):
    embeddings, i, j, powers = sentence(rng)
    limit = below(rng, powers, j, 1.0, 5, 60)
    return embeddings, i, j, np.zeros(embeddings.shape[1]), limit


def several(rng):
    embeddings, i, j, powers = sentence(rng)
    extras = 0.8 * rng.normal(size=(4, embeddings.shape[1]))
    limits = [
        below(rng, powers, j, power, 2, 30)
        for power in np.exp(extras @ embeddings[i])
    ]
    limits[3] = float(powers[j] / powers.sum()) + 0.05  # there already
    return embeddings, i, j, list(extras), limits


TESTS = [
    Test(
        "zeros",
        1,
        "copies of a vector of zeros, as of the word the.",
        zeros,
        names=("the number of words",),
    ),
    Test(
        "any vector",
        2,
        "copies of four other vectors; for the last, 0 copies are enough.",
        several,
        driver=SEVERAL,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: softmax(scores)[j] >= limit -> softmax(scores)[j] > limit": (
        "a weight that equals the limit to the last digit does not occur"
    ),
    "line 5: embeddings[i] @ extra -> extra @ embeddings[i]": (
        "a dot product has no direction"
    ),
}
