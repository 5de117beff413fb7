"""The number of parameters, by a formula."""

from teaching.authoring.exercise import Test


def inputs(rng):
    source, target, wide = (int(n) for n in 3 + rng.permutation(60)[:3])
    width = int(rng.choice([4, 6, 8, 10, 12]))
    # More layers than anyone can build, even of tensors without memory.
    return source, target, width, int(rng.integers(20_000, 60_000)), wide


DRIVER = """\
from unittest.mock import patch

from torch import nn


def refuse(*_, **__):
    raise RuntimeError("a module was built: write the number as a formula")


def driver(answer, source, target, width, layers, wide):
    with patch.object(nn.Module, "__init__", refuse):
        return answer(source, target, width, layers, wide, TIED)
"""

TESTS = [
    Test(
        "not tied",
        2,
        "the number of parameters with a projection of its own",
        inputs,
        driver=DRIVER.replace("TIED", "False"),
        names=("the number",),
    ),
    Test(
        "tied",
        1,
        "the number of parameters with tied weights",
        inputs,
        driver=DRIVER.replace("TIED", "True"),
        names=("the number",),
    ),
]
