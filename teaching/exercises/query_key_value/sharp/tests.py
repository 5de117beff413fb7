"""Only the best keys, with the planted bug mended."""

import torch

from teaching.authoring.exercise import Test

PART = """\
def driver(answer, *inputs):
    both = answer(*inputs)
    both = [*both] if hasattr(both, "__iter__") else []
    if len(both) != 2:
        raise TypeError("return two things: output, weights")
    return both[{part}]
"""


def draw(rng, *front):
    t, s, width, value_width = rng.choice([5, 6, 7, 8], 4, replace=False)
    shapes = (t, width), (s, width), (s, value_width)
    return (
        *(
            torch.from_numpy(rng.normal(size=(*front, *shape))).float()
            for shape in shapes
        ),
        int(rng.integers(2, 5)),
    )


TESTS = [
    Test(
        "weights",
        2,
        "the second of the two results, the weights, for matrices.",
        draw,
        driver=PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "output",
        1,
        "the first of the two results, the output, for matrices.",
        draw,
        driver=PART.format(part=0),
        names=("output",),
    ),
    Test(
        "axes in front",
        1,
        "both results with two axes in front, (B, H, T, K).",
        lambda rng: draw(rng, 2, 3),
        trials=1,
        names=("output", "weights"),
    ),
]
