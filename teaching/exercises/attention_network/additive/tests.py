"""The older sister, additive attention."""

import torch

from teaching.authoring.exercise import Test

# The module is built here, with the matrices A, B and u handed in.
PART = """\
def driver(answer, a, b, u, *inputs):
    hidden, query_width = a.shape
    module = answer(query_width, b.shape[1], hidden)
    module.load_state_dict({{"a.weight": a, "b.weight": b, "u.weight": u}})
    both = module(*inputs)
    both = [*both] if hasattr(both, "__iter__") else []
    if len(both) != 2:
        raise TypeError("return two things: output, weights")
    return both[{part}]
"""


def inputs(rng):
    sizes = rng.choice([2, 3, 4, 5, 7, 9], 6, replace=False)
    t, s, query_width, key_width, value_width, hidden = sizes
    shapes = (
        *((hidden, query_width), (hidden, key_width), (1, hidden)),
        *((3, t, query_width), (3, s, key_width), (3, s, value_width)),
    )
    return tuple(
        torch.from_numpy(rng.normal(size=shape)).float() for shape in shapes
    )


TESTS = [
    Test(
        "weights",
        3,
        "the second of the two results, the weights, shape (B, T, S).",
        inputs,
        driver=PART.format(part=1),
        names=("weights",),
    ),
    Test(
        "output",
        2,
        "the first of the two results, the output, shape (B, T, d_v).",
        inputs,
        driver=PART.format(part=0),
        names=("output",),
    ),
]
