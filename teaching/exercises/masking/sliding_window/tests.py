"""Chapter 7, exercise 3: a sliding window."""

from teaching.authoring.exercise import Test


def inputs(rng):
    size = int(rng.integers(6, 14))
    return size, int(rng.integers(3, size - 1))


CELLS = """\
def driver(answer, size, window):
    windows = [window, 2, 1, size, size + 3]
    return {f"size {size}, window {w}": answer(size, w) for w in windows}
"""

REFUSES = """\
def driver(answer, size, window):
    found = {}
    for below in [0, -1, -window]:
        try:
            answer(size, below)
            raised = False
        except ValueError:
            raised = True
        found[f"window {below} raises a ValueError"] = raised
    found[f"size {size}, window {window}"] = answer(size, window)
    return found
"""

TESTS = [
    Test(
        "cells",
        2,
        "each position sees itself and those before it, `window` in all",
        inputs,
        driver=CELLS,
    ),
    Test(
        "window below 1",
        1,
        "a window below 1 raises a ValueError, and only that",
        inputs,
        driver=REFUSES,
        trials=1,
    ),
]
