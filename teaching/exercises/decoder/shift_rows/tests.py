"""The decoder's input and target for a padded batch."""

import torch

from teaching.authoring.exercise import Test


def inputs(rng):
    b, length = rng.choice([3, 4, 5, 7], 2, replace=False)
    start, end, pad, *words = (int(i) for i in 3 + rng.permutation(25))
    rows = rng.choice(words, (b, length))
    # One full row, one of a single word, the others ragged.
    filled = [length, 1, *rng.integers(1, length + 1, b - 2)]
    for row, count in zip(rows, rng.permutation(filled), strict=True):
        row[count:] = pad
    return torch.from_numpy(rows), start, end, pad


PART = """\
def driver(answer, rows, start_id, end_id, pad_id):
    given, target = answer(rows, start_id, end_id, pad_id)
    return {"the PART": PART}
"""

UNTOUCHED = """\
def driver(answer, rows, start_id, end_id, pad_id):
    given, target = answer(rows, start_id, end_id, pad_id)
    return {
        "the input": given,
        "the target": target,
        "the rows that were handed in, afterwards": rows,
    }
"""

TESTS = [
    Test(
        "input",
        1,
        "the input is start, then the row",
        inputs,
        driver=PART.replace("the PART", "the input").replace("PART", "given"),
    ),
    Test(
        "target",
        1,
        "the target is the words, then end, then padding",
        inputs,
        driver=PART.replace("the PART", "the target").replace(
            "PART", "target"
        ),
    ),
    Test(
        "untouched",
        1,
        "both together, and the rows that were handed in stay as they were",
        inputs,
        driver=UNTOUCHED,
    ),
]
