"""Chapter 7, exercise 5: several sentences in one row."""

import numpy as np

from teaching.authoring.exercise import Test


def segments_for(padded):
    def inputs(rng):
        b, t = 3, int(rng.integers(8, 12))
        rows = np.zeros((b, t), dtype=np.int64)
        for row in rows:
            filled = t - int(rng.integers(2, 4)) if padded else t
            places = np.arange(1, filled)
            starts = np.sort(rng.choice(places, 2, replace=False))
            row[:filled] = 1 + np.searchsorted(
                starts, np.arange(filled), "right"
            )
        if padded:
            rows[0, rows[0] == 0] = rows[0].max()  # one row is full
        return (rows,)

    return inputs


CELLS = """\
import torch


def driver(answer, segments):
    mask = torch.as_tensor(answer(torch.from_numpy(segments)))
    if mask.dim() and not mask.is_floating_point():
        mask = mask.bool()
    return mask.reshape(*segments.shape, -1)
"""

WHOLE = """\
import torch


def driver(answer, segments):
    return answer(torch.from_numpy(segments))
"""

TESTS = [
    Test(
        "cells",
        2,
        "each token sees its own sentence, up to itself; rows without padding",
        segments_for(padded=False),
        driver=CELLS,
        names=("the mask, a table for each row",),
    ),
    Test(
        "padding",
        1,
        "nobody sees padding, and padding sees nothing",
        segments_for(padded=True),
        driver=CELLS,
        names=("the mask, a table for each row",),
    ),
    Test(
        "whole mask",
        1,
        "a boolean mask of shape (B, 1, T, T)",
        segments_for(padded=False),
        driver=WHOLE,
        names=("the mask",),
    ),
]
