"""Chapter 4, exercise 2: from (B, H, T, K) to (B, T, D)."""

import torch

from teaching.authoring.exercise import Test


def inputs(rng):
    B, T, K = rng.permutation([2, 3, 5])
    H = rng.integers(3, 5)
    return (torch.from_numpy(rng.normal(size=(B, H, T, K))).float(),)


def heads_equal_tokens(rng):
    B, n, K = rng.permutation([2, 3, 4])
    return (torch.from_numpy(rng.normal(size=(B, n, n, K))).float(),)


# As it comes out of a split: with another order in memory.
BACK = """\
def driver(answer, x):
    tokens_first = x.transpose(1, 2).contiguous()
    return answer(tokens_first.transpose(1, 2))
"""

TESTS = [
    Test(
        "values",
        1,
        "each token has the entries of its heads side by side",
        inputs,
    ),
    Test(
        "any order in memory",
        1,
        "heads that a transpose has made, as many as there are tokens",
        heads_equal_tokens,
        driver=BACK,
    ),
]
