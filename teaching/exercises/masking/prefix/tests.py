"""A prefix that everyone may see."""

from teaching.authoring.exercise import Test


def inputs(rng):
    size = int(rng.integers(6, 26))
    return size, int(rng.integers(2, size - 2))


CELLS = """\
def driver(answer, size, prefix):
    return {
        f"size {size}, prefix {prefix}": answer(size, prefix),
        f"size {size}, prefix {prefix + 1}": answer(size, prefix + 1),
    }
"""

ENDS = """\
def driver(answer, size, prefix):
    return {
        f"size {size}, prefix {ends}": answer(size, ends)
        for ends in [0, 1, size]
    }
"""

TESTS = [
    Test(
        "cells",
        2,
        "the columns of the prefix are open for all, the rest is causal",
        inputs,
        driver=CELLS,
    ),
    Test(
        "ends",
        1,
        "no prefix is causal, a prefix of one too, nothing but prefix is open",
        inputs,
        driver=ENDS,
    ),
]
