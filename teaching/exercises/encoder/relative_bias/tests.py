"""Chapter 5, exercise 5: a bias by distance."""

import torch

from teaching.authoring.exercise import Test


def table_of(rng, reach):
    return torch.from_numpy(rng.normal(size=2 * reach + 1)).float()


def near(rng):
    """No two tokens are further apart than the table reaches."""
    reach = int(rng.integers(3, 6))
    return reach + int(rng.integers(2)), table_of(rng, reach)


def far(rng):
    """Some are, by more than the table is long."""
    reach = int(rng.integers(1, 4))
    return 3 * reach + int(rng.integers(3, 5)), table_of(rng, reach)


TRAINED = """\
def driver(answer, length, table):
    table.requires_grad_()
    result = answer(length, table)
    if getattr(result, "requires_grad", False):
        result.square().sum().backward()
    # Of the sum of squares: each entry counts as often as it was looked up.
    gradient = "none" if table.grad is None else table.grad
    return {"the gradient of the table, of the sum of squares": gradient}
"""

TESTS = [
    Test(
        "near",
        2,
        "the entry for j - i, where all distances are in the table",
        near,
    ),
    Test(
        "far",
        2,
        "the last entries of the table for what is further away",
        far,
    ),
    Test(
        "training",
        1,
        "gradients that get through to the table",
        near,
        driver=TRAINED,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: torch.arange(length, device=table.device) -> torch.arange(length)": (
        "the tables of the tests are on the CPU, as everything is there"
    ),
}
