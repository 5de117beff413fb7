"""Chapter 3, exercise 4: how many steps each matrix needs alone."""

import torch

from teaching.authoring.exercise import Test

SEVERAL = """\
def driver(answer, pair, matrices, rate):
    return {
        " and ".join(trained): answer(pair, matrices, trained, rate)
        for trained in (
            ["w_value"],
            ["w_query", "w_value"],
            ["w_query", "w_key", "w_value"],
            ["w_key"],
        )
    }
"""


def draw(rng):
    tensor = torch.from_numpy
    sign = rng.choice([-1, 1], size=2)
    pair = rng.uniform(0.5, 1.5, size=(2, 2)) * sign
    value = rng.uniform(0.8, 1.8, size=(1, 2)) * sign
    return (
        tensor(pair),
        [
            tensor(1.5 * rng.normal(size=(1, 2))),
            tensor(1.5 * rng.normal(size=(1, 2))),
            tensor(value),
        ],
        float(rng.uniform(0.03, 0.08)),
    )


TESTS = [
    Test(
        "steps",
        4,
        "the steps that four choices of matrices need; None where 150 are not "
        "enough.",
        draw,
        trials=1,
        driver=SEVERAL,
    ),
]
