"""Rows from neighbouring pairs to halves, within each head."""

import torch

from teaching.authoring.exercise import Test

ORDER = """\
def driver(answer, weight, num_heads):
    kept = weight.clone()
    found = answer(weight, num_heads)
    return {
        "the rows": found,
        "the old weight is as before": bool((weight == kept).all()),
    }
"""


def draw(rng, heads, half, *columns):
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    weight = torch.randn(heads * 2 * half, *columns, generator=generator)
    return weight, heads


TESTS = [
    Test(
        "one head",
        1,
        "a matrix of one head",
        lambda rng: draw(rng, 1, int(rng.integers(3, 6)), 5),
        driver=ORDER,
    ),
    Test(
        "several heads",
        3,
        "three to five heads, rows in any order of size",
        lambda rng: draw(
            rng, int(rng.integers(3, 6)), int(rng.integers(3, 6)), 7
        ),
        driver=ORDER,
        trials=3,
    ),
    Test(
        "a bias",
        1,
        "a bias has one dimension only",
        lambda rng: draw(rng, 3, int(rng.integers(4, 6))),
        driver=ORDER,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
