"""The largest rate with which gradient descent succeeds, measured."""

import math

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


def parabola(rng):
    """Curvatures, and a start that every direction has a part in."""
    matrix, turn = bowl(rng)
    size = len(matrix)
    start = rng.choice([-1, 1], size) * rng.uniform(1, 2, size)
    return matrix, np.zeros(size), np.zeros(size), 0.0, turn @ start


def steeper(rng):
    """A bowl that is steeper far out, in one direction: no curvature gives the border."""
    while True:
        matrix, turn = bowl(rng)
        flat, size = turn[:, -1], len(matrix)
        largest = np.linalg.eigvalsh(matrix)[-1]
        matrix -= (flat @ matrix @ flat) * np.outer(flat, flat)
        matrix += largest * rng.uniform(0.05, 0.2) * np.outer(flat, flat)
        if np.linalg.eigvalsh(matrix)[-1] < 0.99 * largest:
            continue
        start = turn @ (rng.choice([-1, 1], size) * rng.uniform(1, 2, size))
        far = rng.uniform(0.5, 0.9) * largest / (flat @ start) ** 2
        steep = far ** (1 / 4) * flat
        at_start = matrix + 3 * (steep @ start) ** 2 * np.outer(steep, steep)
        others = (
            border(matrix, steep, start, steps=1),
            2 / np.linalg.eigvalsh(at_start)[-1],
        )
        found = border(matrix, steep, start, steps=100)
        if all(abs(np.log(found / each)) > 0.08 for each in others):
            centre = rng.uniform(-0.3, 0.3, size)
            return matrix, steep, centre, float(rng.normal()), start + centre


def border(matrix, steep, start, steps):
    """The largest rate with which so many steps succeed."""
    low, high = 1e-3, 1e2
    while high / low > 1.005:
        rate, w = math.sqrt(low * high), start
        with np.errstate(all="ignore"):
            for _ in range(steps):
                w = w - rate * (matrix @ w + (steep @ w) ** 3 * steep)
            before, after = (
                v @ matrix @ v / 2 + (steep @ v) ** 4 / 4 for v in (start, w)
            )
        low, high = (rate, high) if after < before else (low, rate)
    return low


DRIVER = """\
import torch


def driver(answer, matrix, steep, centre, height, start):
    matrix, steep, centre, start = map(
        torch.from_numpy, (matrix, steep, centre, start)
    )
    before = start.clone()

    def loss(w):
        w = w - centre
        return w @ matrix @ w / 2 + (steep @ w) ** 4 / 4 + height

    rate = answer(loss, start)
    moved = (start.detach() - before).abs().max()
    if start.requires_grad:
        moved = moved + 1.0  # it was marked, and not copied
    return {"the rate": float(rate), "how far start was moved": moved}
"""

TESTS = [
    Test(
        "parabola",
        1,
        "the largest rate, for a loss of one curvature in each direction",
        parabola,
        driver=DRIVER,
        rtol=0.03,
        trials=2,
    ),
    Test(
        "steeper far out",
        3,
        "the largest rate, for a loss that is steeper far out, and whose minimum is not 0",
        steeper,
        driver=DRIVER,
        rtol=0.03,
        trials=2,
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
