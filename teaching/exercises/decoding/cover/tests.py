"""A whole beam search with coverage, in plain Python."""

from teaching.authoring.exercise import Test


def draw(rng, beta, ends):
    """The seed of a language, its sizes, the ids of start and end, and the search's numbers."""
    size, source = int(rng.integers(4, 7)), int(rng.integers(2, 5))
    start, end = (int(i) for i in rng.permutation(size)[:2])
    return (
        int(rng.integers(10**6)),
        (size, source, start, end, ends),
        (int(rng.integers(4, 7)), int(rng.integers(2, 5))),
        (float(rng.uniform(0.3, 1.2)), float(beta * rng.uniform(0.5, 2.0))),
    )


DRIVER = """\
import math

import numpy as np


def driver(answer, seed, sizes, limits, factors):
    size, source, start, end, ends = sizes

    def next_token(tokens):
        rng = np.random.default_rng([seed, *map(int, tokens)])
        logits = 1.5 * rng.normal(size=size)
        logits[end] += ends
        logits -= math.log(np.exp(logits).sum())
        weights = rng.dirichlet(0.4 * np.ones(source)) + 1e-3
        return logits.tolist(), (weights / weights.sum()).tolist()

    tokens, score = answer(next_token, start, end, *limits, *factors)
    return {"the tokens": [int(i) for i in tokens], "the score": float(score)}
"""

TESTS = [
    Test(
        "plain",
        2,
        "with beta 0: the best score of the log-likelihood and the length",
        lambda rng: draw(rng, 0.0, 0.5),
        driver=DRIVER,
        trials=6,
    ),
    Test(
        "coverage",
        4,
        "with beta: the score rewards a source that is read everywhere",
        lambda rng: draw(rng, 1.0, 0.5),
        driver=DRIVER,
        trials=10,
    ),
    Test(
        "limit",
        2,
        "hypotheses that reach the limit without an end count as they are",
        lambda rng: draw(rng, 1.0, -9.0),
        driver=DRIVER,
        trials=6,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 17: read.clamp(max=1.0).log().sum().item() -> read.clamp(max=1.0).log().sum()": (
        "the score is then a tensor of one number, and counts as that number"
    ),
}
