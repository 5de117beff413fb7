"""How often a noisy mixture of two words is read right."""

import torch

from teaching.authoring.exercise import Test


def arguments(rng, w, noise, size, pairs=300):
    words = torch.from_numpy(rng.integers(0, size, size=(pairs, 2)))
    deviations = torch.from_numpy(rng.normal(size=(pairs, size)) * noise)
    return words, round(w, 3), deviations.float()


def clear(rng):
    """Weights far apart, little noise: most pairs are read right."""
    w, size = rng.uniform(0.65, 0.72), int(rng.integers(5, 8))
    return arguments(rng, w, rng.uniform(0.12, 0.18), size)


def noisy(rng):
    """About half of the pairs are read right."""
    w, size = rng.uniform(0.75, 0.9), int(rng.integers(4, 7))
    return arguments(rng, w, rng.uniform(0.25, 0.35), size)


def small_first(rng):
    """The first word has the smaller weight."""
    return arguments(rng, rng.uniform(0.2, 0.35), rng.uniform(0.15, 0.25), 6)


TESTS = [
    Test("little noise", 2, "the fraction read right, little noise", clear),
    Test("much noise", 2, "the fraction read right, much noise", noisy),
    Test(
        "small first",
        1,
        "the fraction read right where the first word weighs less",
        small_first,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 9: (named == words).all(dim=1).float().mean().item() -> "
    "(named == words).all(dim=1).float().mean()": (
        "a tensor that holds the number is accepted as well"
    ),
}
