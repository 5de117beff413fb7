"""Chapter 2, exercise 2: scaled attention from memory, in torch."""

import torch

from teaching.authoring.by_hand import BY_HAND
from teaching.authoring.exercise import Test

PART = """\
def driver(answer, *inputs):
    with by_hand(answer):
        both = answer(*inputs)
    if not isinstance(both, (tuple, list)) or len(both) != 2:
        raise TypeError("return two things: output, weights")
    return both[{part}]
"""

AXES = """\
def driver(answer, one_in_front, two_in_front):
    with by_hand(answer):
        one, two = answer(*one_in_front), answer(*two_in_front)
    return {
        "output with one axis in front": one[0],
        "weights with one axis in front": one[1],
        "output with two axes in front": two[0],
        "weights with two axes in front": two[1],
    }
"""


def draw(rng, *front):
    t, s, width, value_width = rng.choice([4, 5, 7, 9], 4, replace=False)
    shapes = (t, width), (s, width), (s, value_width)
    return tuple(
        torch.from_numpy(rng.normal(size=(*front, *shape))).float()
        for shape in shapes
    )


def several_axes(rng):
    return draw(rng, 2), draw(rng, 3, 2)


TESTS = [
    Test(
        "weights",
        2,
        "the second of the two results, the weights, for matrices.",
        draw,
        driver=BY_HAND + PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "output",
        1,
        "the first of the two results, the output, for matrices.",
        draw,
        driver=BY_HAND + PART.format(part=0),
        names=("output",),
    ),
    Test(
        "axes in front",
        2,
        "both results with one axis in front, (B, T, K), and with two, "
        "(B, H, T, K).",
        several_axes,
        trials=1,
        driver=BY_HAND + AXES,
    ),
]
