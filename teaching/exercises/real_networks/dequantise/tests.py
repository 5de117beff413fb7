"""Weights of 8 bits, in blocks with a scale."""

import numpy as np
import torch

from teaching.authoring.exercise import Test


def draw(rng, rows, blocks, large=False):
    """Blocks of 34 bytes: a scale in half precision, 32 signed bytes."""
    scale = rng.uniform(0.001, 0.02, (rows, blocks, 1)).astype("<f2")
    if large:
        scale = rng.uniform(300, 450, (rows, blocks, 1)).astype("<f2")
    q = rng.integers(-128, 128, (rows, blocks, 32)).astype(np.int8)
    data = np.concatenate([scale.view(np.uint8), q.view(np.uint8)], axis=-1)
    return (torch.from_numpy(data.reshape(rows, -1)),)


NAMES = ("the weights",)
TESTS = [
    Test(
        "one block",
        1,
        "a single row of one block",
        lambda rng: draw(rng, 1, 1),
        names=NAMES,
    ),
    Test(
        "a matrix",
        2,
        "several rows of several blocks",
        lambda rng: draw(rng, int(rng.integers(3, 6)), 5),
        names=NAMES,
        trials=2,
    ),
    Test(
        "large scales",
        1,
        "products that half precision cannot hold",
        lambda rng: draw(rng, 3, 2, large=True),
        names=NAMES,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: -1 -> 1": "the data have two dimensions",
}
