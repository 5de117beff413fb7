"""How many steps each matrix needs alone."""

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
    weights = ((pair @ query.T) @ (pair @ key.T).T).softmax(dim=-1)
    near = 0.95 * value / (weights @ pair @ value.T)[0, 0]
    for start, other in [("the other side", -value), ("nearly there", near)]:
        steps = answer(pair, [query, key, other], ["w_value"], rate)
        found[f"w_value, from {start}"] = steps
    return found
"""


def draw(rng):
    """A pair whose two outputs differ, the three matrices, and a rate."""
    tensor = torch.from_numpy
    while True:
        sign = rng.choice([-1, 1], size=2)
        pair = tensor(rng.uniform(0.5, 1.5, size=(2, 2)) * sign)
        query = tensor(1.5 * rng.normal(size=(1, 2)))
        key = tensor(1.5 * rng.normal(size=(1, 2)))
        value = tensor(rng.uniform(0.8, 1.8, size=(1, 2)) * sign)
        weights = ((pair @ query.T) @ (pair @ key.T).T).softmax(dim=-1)
        first, second = (weights @ pair @ value.T).ravel().tolist()
        if abs(first - second) > 0.1:
            rate = float(rng.uniform(0.03, 0.08))
            return pair, [query, key, value], rate


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
