"""One pair of keys and values for all heads."""

import torch

from teaching.authoring.exercise import Test


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def arguments(rng, B, T, H, K):
    D = H * K
    x, w_query = normal(rng, B, T, D), normal(rng, D, D) / 3
    w_key, w_value = normal(rng, D, K) / 3, normal(rng, D, K) / 3
    return x, w_query, w_key, w_value, normal(rng, D, D) / 3, H


def as_many_sentences_as_heads(rng):
    """Where B = H, sentences can meet heads, and no error says so."""
    H, K = (int(n) for n in rng.permutation([3, 4]))
    return arguments(rng, H, 5, H, K)


def other_sizes(rng):
    B, T, K = (int(n) for n in rng.permutation([2, 3, 5]))
    return arguments(rng, B, T, 4, K)


TESTS = [
    Test(
        "as many sentences as heads",
        3,
        "the output of as many sentences as there are heads",
        as_many_sentences_as_heads,
        trials=2,
    ),
    Test(
        "other sizes",
        1,
        "the output for other numbers of sentences, tokens and heads",
        other_sizes,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 5: -2 -> 2": ("of four dimensions, number 2 is the last but one"),
}
