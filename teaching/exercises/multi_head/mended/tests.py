"""Attention for all heads, with two bugs mended."""

import torch

from teaching.authoring.exercise import Test


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def arguments(rng, B, H, T, S, K):
    """Sentences of different lengths; one is as long as the batch, one is shorter."""
    lengths = torch.from_numpy(rng.integers(1, S, size=B))
    lengths[int(rng.integers(B))] = S
    is_token = torch.arange(S) < lengths[:, None]
    query, key = 2 * normal(rng, B, H, T, K), normal(rng, B, H, S, K)
    return query, key, normal(rng, B, H, S, K), is_token


def one_sentence(rng):
    """No padding, and a length that is not the width."""
    T, S, K = (int(n) for n in rng.permutation([3, 5, 8]))
    query, key, value, is_token = arguments(rng, 1, 3, T, S, K)
    return query, key, value, torch.ones_like(is_token)


def as_many_sentences_as_heads(rng):
    T, S, K = (int(n) for n in rng.permutation([4, 6, 8]))
    return arguments(rng, 3, 3, T, S, K)


def other_sizes(rng):
    B, H = (int(n) for n in rng.permutation([2, 4]))
    T, S, K = (int(n) for n in rng.permutation([3, 5, 7]))
    return arguments(rng, B, H, T, S, K)


TESTS = [
    Test(
        "sentences and heads",
        2,
        "the output of as many sentences as heads, of different lengths",
        as_many_sentences_as_heads,
    ),
    Test(
        "other sizes",
        1,
        "the output where all sizes are different",
        other_sizes,
    ),
    Test(
        "one sentence",
        1,
        "the output for one sentence, whose length is not the width of a head",
        one_sentence,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: -2 -> 2": "of four dimensions, number 2 is the last but one",
}
