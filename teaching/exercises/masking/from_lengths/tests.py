"""Chapter 7, exercise 2: the padding mask from lengths."""

import numpy as np

from teaching.authoring.exercise import Test


def longer_than_all(rng):
    """A size beyond the longest sentence."""
    longest = int(rng.integers(4, 8))
    lengths = np.array([longest, 1, *rng.integers(1, longest, 2)])
    return rng.permutation(lengths), longest + int(rng.integers(1, 4))


def empty_to_full(rng):
    size = int(rng.choice([5, 6, 8]))
    lengths = np.array([size, 0, *rng.integers(1, size, 1)])
    return rng.permutation(lengths), size


CELLS = """\
import torch


def driver(answer, lengths, size):
    mask = torch.as_tensor(answer(torch.from_numpy(lengths), size))
    if mask.dim() and not mask.is_floating_point():
        mask = mask.bool()
    return mask.reshape(len(lengths), -1)
"""

WHOLE = """\
import torch


def driver(answer, lengths, size):
    return answer(torch.from_numpy(lengths), size)
"""

TESTS = [
    Test(
        "cells",
        1,
        "as many places are open, from the left, as the sentence is long",
        longer_than_all,
        driver=CELLS,
        names=("the mask, a row for each sentence",),
    ),
    Test(
        "whole mask",
        1,
        "a boolean mask of shape (B, 1, 1, S), for lengths from 0 to S",
        empty_to_full,
        driver=WHOLE,
        names=("the mask",),
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: torch.arange(size, device=lengths.device) -> torch.arange(size)": (
        "the tests run on one device"
    ),
}
