"""Attention rollout."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, layers, heads, T):
    """Weights of all layers; each row is a distribution, and sharp."""
    weights = rng.dirichlet([0.4] * T, size=(layers, heads, T))
    return (torch.from_numpy(weights).float(),)


def causal(rng):
    """Weights of a decoder: nothing above the diagonal."""
    (weights,) = draw(rng, 2, 4, 6)
    weights = weights.tril() + 1e-3 * torch.eye(6)
    return (weights / weights.sum(dim=-1, keepdim=True),)


NAMES = ("the shares",)
TESTS = [
    Test(
        "one layer",
        1,
        "a single layer: the mean over the heads, half and half with the identity",
        lambda rng: draw(rng, 1, 3, 5),
        names=NAMES,
    ),
    Test(
        "several layers",
        2,
        "three and four layers, the later ones from the left",
        lambda rng: draw(rng, int(rng.integers(3, 5)), 2, 7),
        names=NAMES,
        trials=4,
    ),
    Test(
        "a decoder",
        1,
        "weights that see nothing of the future; no share may come from there",
        causal,
        names=NAMES,
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 1 -> 2": (
        "the last two dimensions of the weights are of one size"
    ),
}
