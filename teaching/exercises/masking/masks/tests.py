"""A bug in three masks."""

import numpy as np

from teaching.authoring.exercise import Test


def draw(rng, left):
    """Ragged source and target: to be continued, padded on the left; or for training."""
    b, t, s = (int(n) for n in rng.choice([3, 4, 5, 6], 3, replace=False))
    pad = int(rng.integers(0, 5))
    sides = []
    for size in (s, t):
        tokens = rng.choice([n for n in range(5) if n != pad], (b, size))
        for row, words in zip(
            tokens[1:], rng.integers(1, size, b - 1), strict=True
        ):
            row[words:] = pad
        sides.append(np.ascontiguousarray(tokens[:, ::-1]) if left else tokens)
    return *sides, pad, int(rng.integers(1, t)) if left else t


DRIVER = """\
import torch


def driver(answer, src, tgt, pad_id, new):
    masks = answer(torch.from_numpy(src), torch.from_numpy(tgt), pad_id, new)
    names = ["encoder", "decoder's self-attention", "cross-attention"]
    return {f"the mask of the {n}": m for n, m in zip(names, masks, strict=True)}
"""

TESTS = [
    Test(
        "left",
        2,
        "the masks for the last positions, with padding on the left",
        lambda rng: draw(rng, left=True),
        driver=DRIVER,
    ),
    Test(
        "right",
        2,
        "the masks for all positions, with padding on the right",
        lambda rng: draw(rng, left=False),
        driver=DRIVER,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: padding_mask(src, pad_id) -> padding_mask(pad_id, src)": (
        "a number compared with a tensor is the tensor compared with the number"
    ),
    "line 4: padding_mask(tgt, pad_id) -> padding_mask(pad_id, tgt)": (
        "a number compared with a tensor is the tensor compared with the number"
    ),
}
