"""Chapter 1, exercise 3: self-attention from memory."""

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, embeddings):
    both = answer(embeddings)
    if not isinstance(both, (tuple, list)) or len(both) != 2:
        raise TypeError("return two things: context, weights")
    return both[{part}]
"""


def values(rng):
    n, d = rng.choice([3, 4, 5, 7], 2, replace=False)
    return (rng.normal(size=(n, d)),)


def large(rng):
    n, d = rng.choice([3, 4, 5, 7], 2, replace=False)
    embeddings = rng.normal(size=(n, d))
    # Scores near 900 overflow; one token has small scores only, which
    # vanish beside the largest of all.
    embeddings[:, 0] = 30
    embeddings[rng.integers(n), 0] = 0
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
        "large scores",
        1,
        "embeddings whose scores lie near 900, and one whose scores are small.",
        large,
        names=("context", "weights"),
    ),
]
