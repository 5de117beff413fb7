"""Attention by distance."""

import torch

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, *inputs):
    both = answer(*inputs)
    both = [*both] if hasattr(both, "__iter__") else []
    if len(both) != 2:
        raise TypeError("return two things: output, weights")
    return both[{part}]
"""


def near(rng):
    t, s, width, value_width = rng.choice([3, 4, 5, 7], 4, replace=False)
    # Distances near 1.5, whatever the width: no weight is all but 0.
    arrays = (
        rng.normal(size=(t, width)) / width**0.5,
        rng.normal(size=(s, width)) / width**0.5,
        rng.normal(size=(s, value_width)),
    )
    tensors = [torch.from_numpy(array).float() for array in arrays]
    return *tensors, rng.uniform(0.6, 0.9)


def far(rng):
    query, key, value, width = near(rng)
    # All keys lie in a plane, the queries far above it: what differs from
    # key to key is still of order 1.
    query[:, -1] = 40
    key[:, -1] = 0
    return query, key, value, width


TESTS = [
    Test(
        "weights",
        2,
        "the second of the two results, the weights, shape (T, S).",
        near,
        driver=PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "output",
        1,
        "the first of the two results, the output, shape (T, d_v).",
        near,
        driver=PART.format(part=0),
        names=("output",),
    ),
    Test(
        "far away",
        1,
        "queries that are far away from all keys.",
        far,
        names=("output", "weights"),
        rtol=1e-2,  # a squared distance near 1600 leaves float32 few digits
        atol=1e-3,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: query[:, None, :] - key[None, :, :] -> key[None, :, :] - query[:, None, :]": (
        "a square has no sign"
    ),
    "line 6: -1 -> 1": ("the last axis of a matrix is axis 1"),
}
