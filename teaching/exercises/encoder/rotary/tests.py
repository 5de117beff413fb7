"""Attention with rotary positions."""

import torch

from teaching.authoring.exercise import Test


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def arguments(rng, T, S, start):
    """A module's state, its number of heads, and the call's arguments."""
    H, K = int(rng.choice([2, 3])), int(rng.choice([4, 6]))
    D = H * K
    state = {
        "w_query_key_value.weight": normal(rng, 3 * D, D) / 2,
        "w_query_key_value.bias": normal(rng, 3 * D),
        "w_output.weight": normal(rng, D, D),
        "w_output.bias": normal(rng, D),
    }
    memory = normal(rng, 2, S, D)
    x = memory if T is None else normal(rng, 2, T, D)
    return state, H, x, memory, start


def itself(rng):
    """A sequence that looks at itself."""
    return arguments(rng, None, int(rng.integers(5, 9)), 0)


def later(rng):
    """What looks stands behind what is looked at."""
    S = int(rng.integers(7, 10))
    return arguments(rng, 3, S, S - int(rng.integers(1, 4)))


def far(rng):
    return arguments(rng, 2, 6, int(rng.integers(90_000, 110_000)))


BUILD = """\
from transformer_lib import MultiHeadAttention


def driver(answer, state, num_heads, x, memory, start):
    module = MultiHeadAttention(len(state["w_output.bias"]), num_heads)
    module.load_state_dict(state)
    return answer(module.eval(), x, memory, start)
"""

NAMES = ("the output", "the weights")
TESTS = [
    Test(
        "itself",
        3,
        "output and weights of a sequence that looks at itself",
        itself,
        driver=BUILD,
        names=NAMES,
    ),
    Test(
        "later",
        3,
        "output and weights of tokens that stand later than the memory",
        later,
        driver=BUILD,
        names=NAMES,
    ),
    Test(
        "far",
        2,
        "output and weights at positions near 100,000",
        far,
        driver=BUILD,
        names=NAMES,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: torch.arange(start, start + x.shape[2], dtype=torch.float64) -> "
    "torch.arange(start, start + x.shape[2])": (
        "whole numbers times frequencies in float64 are float64 as well"
    ),
    "line 11: a * cos - b * sin -> b * sin - a * cos": (
        "the sign changes in queries and keys, so in no score"
    ),
    "line 11: 1 -> 2": (
        "the entries stand in another order in queries and keys alike"
    ),
}
