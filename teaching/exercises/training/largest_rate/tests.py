"""The largest rate with which gradient descent succeeds, measured."""

import numpy as np

from teaching.authoring.exercise import Test


def bowl(rng):
    """A matrix with curvatures up to 30, the largest along none of the axes; and its turn."""
    while True:
        size = int(rng.integers(2, 5))
        largest = 10.0 ** rng.uniform(-0.3, 1.5)
        curvatures = largest * rng.uniform(0.2, 0.9, size)
        curvatures[int(rng.integers(size))] = largest
        turn, _ = np.linalg.qr(rng.normal(size=(size, size)))
        matrix = turn @ np.diag(curvatures) @ turn.T
        if matrix.diagonal().max() < 0.93 * largest:
            return matrix, turn


def draw(rng, moved):
    """Half of w A w plus b w plus c, and a start that every direction of A has a part in."""
    matrix, turn = bowl(rng)
    size = len(matrix)
    line = moved * matrix @ rng.uniform(-0.3, 0.3, size)
    height = moved * rng.normal()
    start = rng.choice([-1, 1], size) * rng.uniform(1, 2, size)
    return matrix, line, float(height), turn @ start


DRIVER = """\
import torch


def driver(answer, matrix, line, height, start):
    matrix, line = torch.from_numpy(matrix), torch.from_numpy(line)
    start = torch.from_numpy(start)
    before = start.clone()

    def loss(w):
        return w @ matrix @ w / 2 + line @ w + height

    rate = answer(loss, start)
    moved = (start.detach() - before).abs().max()
    if start.requires_grad:
        moved = moved + 1.0  # it was marked, and not copied
    return {"the rate": float(rate), "how far start was moved": moved}
"""

TESTS = [
    Test(
        "bowl",
        2,
        "the largest rate, for a loss whose minimum is 0",
        lambda rng: draw(rng, moved=0.0),
        driver=DRIVER,
        rtol=0.03,
        trials=2,
    ),
    Test(
        "moved bowl",
        2,
        "the largest rate, for a loss whose minimum lies elsewhere and is not 0",
        lambda rng: draw(rng, moved=1.0),
        driver=DRIVER,
        rtol=0.03,
        trials=1,
    ),
]

_RANGE = "the rates that are drawn lie between 0.06 and 4, well inside"
_STEPS = "a step more or less moves the border by less than a percent"

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 0.001 -> 0.01": _RANGE,
    "line 3: 100.0 -> 101.0": _RANGE,
    "line 3: 100.0 -> 1000.0": _RANGE,
    "line 4: high / low > 1.01 -> high / low >= 1.01": (
        "the ratio is never exactly 1.01"
    ),
    "line 7: 100 -> 101": _STEPS,
    "line 7: 100 -> 99": _STEPS,
    "line 10: (w - rate * gradients).detach() -> w - rate * gradients": (
        "the graph grows over all steps, but the numbers are the same"
    ),
    "line 11: loss(w) < loss(start) -> loss(w) <= loss(start)": (
        "the two losses are never exactly equal"
    ),
}
