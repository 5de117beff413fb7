"""Chapter 9, exercise 4: AdamW."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, decay):
    rows, columns = rng.choice([2, 3, 4, 5], 2, replace=False)
    steps = int(rng.integers(3, 7))
    # From 1 down to 0.00001: only among tiny ones does epsilon matter.
    sizes = 10.0 ** rng.choice([0, -2, -5], (rows, columns))
    sizes[0, 0] = 1e-5
    weights = torch.from_numpy(rng.normal(size=(rows, columns))).float()
    derivatives = [
        torch.from_numpy(sizes * rng.normal(size=(rows, columns))).float()
        for _ in range(steps)
    ]
    rate, beta_1, beta_2 = rng.uniform(
        [0.1, 0.6, 0.9], [0.3, 0.9, 0.98]
    ).tolist()
    return weights, derivatives, rate, beta_1, beta_2, decay


UNCHANGED = """\
import torch


def driver(answer, weights, derivatives, *numbers):
    before = [weights.clone(), *(g.clone() for g in derivatives)]
    result = answer(weights, derivatives, *numbers)
    after = [weights, *derivatives]
    return {
        "the new weights": result,
        "weights and derivatives that were handed in are unchanged": all(
            torch.equal(a, b) for a, b in zip(before, after, strict=True)
        )
    }
"""

TESTS = [
    Test(
        "Adam",
        2,
        "without decay: the steps of Adam",
        lambda rng: draw(rng, 0.0),
        names=("the weights",),
    ),
    Test(
        "decay",
        2,
        "with decay: the weights get smaller beside Adam's step",
        lambda rng: draw(rng, float(rng.uniform(0.2, 0.6))),
        names=("the weights",),
    ),
    Test(
        "unchanged",
        1,
        "what was handed in is as before, and the new weights are right",
        lambda rng: draw(rng, float(rng.uniform(0.2, 0.6))),
        driver=UNCHANGED,
        trials=1,
    ),
]
