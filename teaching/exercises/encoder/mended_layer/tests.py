"""An encoder layer with the norm first, mended."""

import torch

from teaching.authoring.exercise import Test


def inputs(rng):
    """x, and the arrays of which the driver makes the parts."""
    B, T, D, F = 2, *(int(n) for n in rng.permutation([3, 4, 5]))
    shapes = [(B, T, D), (4, D), (D, D), (D, F), (F, D)]
    return tuple(
        torch.from_numpy(rng.normal(size=shape)).float() for shape in shapes
    )


PARTS = """\
from torch.nn.functional import layer_norm


def parts_of(gains_and_biases, w_mix, w_wide, w_narrow):
    size = w_mix.shape[:1]

    def norm_1(x):
        return layer_norm(x, size, *gains_and_biases[:2])

    def attention(x):
        return (x @ x.mT / 2).softmax(-1) @ x @ w_mix

    def norm_2(x):
        return layer_norm(x, size, *gains_and_biases[2:])

    def feed_forward(x):
        return (x @ w_wide).relu() @ w_narrow

    return norm_1, attention, norm_2, feed_forward


"""

VALUES = (
    PARTS
    + """\
def driver(answer, x, *arrays):
    return answer(x, *parts_of(*arrays))
"""
)

UNCHANGED = (
    PARTS
    + """\
def driver(answer, x, *arrays):
    output = answer(x, *parts_of(*arrays))
    return {"the output": output, "x itself, afterwards": x}
"""
)

TESTS = [
    Test("values", 4, "the output of the layer", inputs, driver=VALUES),
    Test(
        "x stays",
        1,
        "the output again, and x is afterwards what it was",
        inputs,
        driver=UNCHANGED,
        trials=1,
    ),
]
