"""A similarity that is chosen by the data."""

import numpy as np

from teaching.authoring.exercise import Test


def draw(rng, weights, units=(1.0, 1.0, 1.0), noise=0.1):
    """Points in three columns, in a drawn order, of which the weights say what matters."""
    order = rng.permutation(3)
    weights, units = np.array(weights)[order], np.array(units)[order]
    positions = rng.uniform(0, 3, size=(100, 3))
    asked_at = rng.uniform(0.7, 2.3, size=(20, 3))
    phase, sign = rng.uniform(0, 6), rng.choice([-1, 1])

    def truth(at):
        return sign * np.sin(at @ weights + phase) + 0.5 * phase

    measured = truth(positions) + noise * rng.normal(size=len(positions))
    return positions * units, measured, asked_at * units


def one_matters(rng):
    return draw(rng, [3.0, 0.0, 0.0])


def units_differ(rng):
    return draw(rng, [3.0, 0.0, 0.0], units=[0.0002, 5000.0, 7.0])


TESTS = [
    Test(
        "one column",
        4,
        "of three columns, one matters; 0.25 more or less is near enough.",
        one_matters,
        names=("the predictions",),
        trials=2,
        rtol=0,
        atol=0.25,
    ),
    Test(
        "units",
        4,
        "the same, with columns in very different units.",
        units_differ,
        names=("the predictions",),
        trials=2,
        rtol=0,
        atol=0.25,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
GRID = "another choice of widths comes close enough"
EQUIVALENT = {
    "line 4: 0.5 -> 1.5": GRID,
    "line 4: 0.5 -> 5.0": GRID,
    "line 4: queries[:, None] - keys -> keys - queries[:, None]": (
        "the difference is squared"
    ),
    "line 12: 0.1 -> 1.1": GRID,
    "line 12: 0.1 -> 1.0": GRID,
    "line 12: 0.2 -> 1.2": GRID,
    "line 12: 0.2 -> 2.0": GRID,
    "line 12: 0.4 -> 1.4": GRID,
    "line 12: 0.4 -> 4.0": GRID,
    "line 12: 0.8 -> 1.8": GRID,
    "line 12: 0.8 -> 8.0": GRID,
    "line 12: 10 -> 11": GRID,
    "line 12: 10 -> 9": GRID,
    "line 16: softmax(scores) @ measured - measured -> "
    "measured - softmax(scores) @ measured": "the difference is squared",
    "line 16: softmax(scores) @ measured -> measured @ softmax(scores)": (
        "the points are spread evenly, so the weights are nearly symmetric"
    ),
    "line 17: min(best, (error, factors)) -> min((error, factors), best)": (
        "the smaller of two is the same in either order"
    ),
}
