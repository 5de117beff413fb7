"""Min-p, a threshold that moves."""

import math

import numpy as np
import torch

from teaching.authoring.exercise import Test


def draw(rng, *shape, large=0.0):
    """Logits and a share; no token is nearly at the bar, and some are cut in each row."""
    *rows, size = shape
    share = round(float(rng.uniform(0.1, 0.5)), 2)
    drawn = [draw_row(rng, size, share) for _ in range(math.prod(rows))]
    logits = torch.from_numpy(np.reshape(drawn, shape))
    # another level in each row: only differences count
    level = torch.from_numpy(rng.normal(size=(*rows, 1)))
    level = 3 * level + large * level.sign()
    return (logits + level).float(), share


def draw_row(rng, size, share):
    """The logits of one row: each is tried alone, since all at once are rarely good."""
    while True:
        logits = 1.5 * rng.normal(size=size)
        ratio = np.exp(logits - logits.max()) / share
        if (
            0 < (ratio < 1).sum() < size - 1
            and (abs(np.log(ratio)) > 0.01).all()
        ):
            return logits


def two_shapes(rng):
    return *draw(rng, 7), *draw(rng, 4, 3, 5, large=200.0)


SHAPES = """\
def driver(answer, row, share, block, other_share):
    return {
        "the logits of a single row": answer(row, share),
        "the logits (B, T, V), among them 200 and -200": answer(block, other_share),
    }
"""

SPECIAL = """\
def driver(answer, logits, share):
    found = {}
    for bad in [0, -0.2, 1.5]:
        try:
            answer(logits.clone(), bad)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"a share of {bad} raises a ValueError"] = raised
    found["the logits with a share of 1"] = answer(logits.clone(), 1)
    before = logits.clone()
    answer(logits, share)
    found["the logits that were handed in are unchanged"] = bool(
        (logits == before).all()
    )
    return found
"""

NAMES = ("the logits",)
TESTS = [
    Test(
        "one batch",
        2,
        "logits (B, V): those with less than the share of the best of their row are -inf",
        lambda rng: draw(rng, 3, 7),
        names=NAMES,
        trials=4,
    ),
    Test(
        "other shapes",
        1,
        "logits (V) and (B, T, V), large ones too",
        two_shapes,
        driver=SHAPES,
        trials=2,
    ),
    Test(
        "special",
        1,
        "a bad share is refused, 1 is allowed, and the logits handed in stay as they are",
        lambda rng: draw(rng, 2, 5),
        driver=SPECIAL,
        trials=2,
    ),
]
