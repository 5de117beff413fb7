"""A norm without the mean."""

import numpy as np
import torch

from teaching.authoring.exercise import Test


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def inputs(rng):
    """Vectors of different mean and size, no entries nearly alike: epsilon has its own test."""
    B, T, D = (int(n) for n in rng.permutation([3, 4, 5]))
    entries = rng.permuted(np.tile(4.0 * np.arange(D), (B, T, 1)), axis=-1)
    entries += rng.normal(size=(B, T, D))
    size, mean = rng.uniform(0.5, 2, (B, T, 1)), rng.normal(size=(B, T, 1))
    x = torch.from_numpy(size * entries + mean).float()
    return x, normal(rng, D)


# What is handed in must not change: others still need it.
VALUES = """\
def driver(answer, x, gain):
    return {"the result": answer(x, gain), "x itself, afterwards": x}
"""

EPSILON = """\
def driver(answer, x, gain):
    return {
        "a thousandth of x": answer(x / 1000, gain),
        "all zeros": answer(0 * x, gain),
        "with epsilon=0.5": answer(1 * x, gain, 0.5),
        "a single vector": answer(1 * x[0, 0], gain),
    }
"""

TESTS = [
    Test(
        "values",
        2,
        "each vector by the root of its mean square, times the gain; x stays",
        inputs,
        driver=VALUES,
    ),
    Test(
        "epsilon",
        1,
        "epsilon, where the numbers are small; and a single vector (D,)",
        inputs,
        driver=EPSILON,
        trials=2,
    ),
]
