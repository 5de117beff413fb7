"""Chapter 3: how many steps each matrix needs alone."""

import torch

from teaching.authoring.exercise import Test

SEVERAL = """\
def driver(answer, pair, matrices, rate):
    query, key, value = matrices
    found = {
        " and ".join(trained): answer(
            pair, [matrix.clone() for matrix in matrices], trained, rate
        )
        for trained in (
            ["w_value"],
            ["w_query", "w_value"],
            ["w_query", "w_key", "w_value"],
            ["w_key"],
        )
    }
    below = answer(pair, [query, key, -value], ["w_value"], rate)
    return {**found, "w_value, from the other side": below}
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

# Mutants of the solution that no test can tell from it, each with the reason.
LIMIT = "no drawn run ends just at the limit"
EQUIVALENT = {
    "line 3: AttentionBlock(d_model=2, d_k=1) -> AttentionBlock(d_model=2)": (
        "the given matrices bring their own sizes"
    ),
    "line 3: 1 -> 2": "the given matrices bring their own sizes",
    "line 4: zip(block.children(), matrices, strict=True) -> "
    "zip(block.children(), matrices)": "there are always three matrices",
    "line 4: True -> False": "there are always three matrices",
    "line 5: matrix.clone() -> matrix": "the driver hands in copies",
    "line 6: 151 -> 152": LIMIT,
    "line 6: 151 -> 150": LIMIT,
    "line 7: block(pair[None])[0][0, 0, 0] - 1 -> "
    "1 - block(pair[None])[0][0, 0, 0]": "only the size of the error counts",
    "line 7: 0 -> -1 (2)": "there is one sentence, the first and the last",
    "line 7: 0 -> -1 (4)": "an output has one entry, the first and the last",
    "line 8: error.abs() < 0.01 -> error.abs() <= 0.01": (
        "an error of exactly 0.01 does not occur"
    ),
    "line 15: drop return None": "a function without return gives None",
}
