"""Causal attention with shared keys and values, two bugs mended."""

import torch

from teaching.authoring.exercise import Test


def arguments(rng, H, G, T, S):
    B, K = (int(n) for n in rng.permutation([2, 5]))
    return tuple(
        torch.from_numpy(rng.normal(size=(B, heads, length, K))).float()
        for heads, length in ((H, T), (G, S), (G, S))
    )


def groups(rng):
    """Several groups of several heads, and no cache."""
    H, G = [(4, 2), (6, 3), (6, 2)][int(rng.integers(3))]
    return arguments(rng, H, G, 4, 4)


def with_cache(rng):
    """The last positions, in one pair per head."""
    return arguments(rng, 3, 3, int(rng.integers(2, 4)), 6)


def both(rng):
    H, G = [(4, 2), (6, 3), (6, 2)][int(rng.integers(3))]
    return arguments(rng, H, G, int(rng.integers(2, 4)), 7)


TESTS = [
    Test("both", 2, "several groups, and fewer queries than keys", both),
    Test("groups", 1, "several groups of several heads, T = S", groups),
    Test("with a cache", 1, "fewer queries than keys, G = H", with_cache),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 8: -2 -> 2": "of four dimensions, number 2 is the last but one",
}
