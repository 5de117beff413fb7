"""Attention over two halves of a memory, combined."""

import numpy as np

from teaching.authoring.exercise import Test


def draw(rng, hidden=False, shift=0.0):
    """Scores and values of both halves, and which keys each query may see."""
    b, t, s, r, k = (int(n) for n in rng.permutation([2, 3, 5, 6, 4]))
    scores = 2 * rng.normal(size=(b, t, s + r))
    scores += shift * rng.choice([-1, 1], (b, t, 1))
    scores[..., s:] += 1.0
    values = rng.normal(size=(b, s + r, k))
    seen = np.ones(scores.shape, dtype=bool)
    if hidden:
        seen[:, 0] = False  # sees nothing
        seen[0, 1, :s] = False  # only the second half
        seen[-1, 1, s:] = False  # only the first
    return scores, values, seen, s


# The scores stay outside: with them attention over the whole memory is three lines.
VALUES = """\
def driver(answer, *parts):
    output, total = answer(*parts)
    return {"the output": output, "the total": total}
"""

GRADIENTS = """\
import torch


def driver(answer, sees, *parts):
    parts = [part.requires_grad_() for part in parts]
    output, total = answer(*parts)
    (output.square().sum() + total[sees].sum()).backward()
    names = ["output_1", "total_1", "output_2", "total_2"]
    return {
        f"the gradient of {name}": part.grad
        for name, part in zip(names, parts)
    }
"""

HALVES = """\
import torch


def halves(scores, values, seen, s):
    parts = []
    scores, values = torch.from_numpy(scores), torch.from_numpy(values)
    for part in (slice(0, s), slice(s, None)):
        masked = scores[..., part].masked_fill(
            ~torch.from_numpy(seen[..., part]), -torch.inf
        )
        weights = masked.softmax(dim=-1).nan_to_num()
        parts += [weights @ values[:, part], masked.logsumexp(dim=-1)]
    return [part.float() for part in parts]


def examine(ask, *drawn):
    return ask(GIVEN*halves(*drawn))
"""

SEES = "torch.from_numpy(drawn[2]).any(dim=-1), "

TESTS = [
    Test(
        "values",
        2,
        "output and total over all keys, where each query sees keys in both halves",
        draw,
        driver=VALUES,
        examiner=HALVES.replace("GIVEN", ""),
    ),
    Test(
        "hidden",
        1,
        "queries that see nothing in one half, or in both",
        lambda rng: draw(rng, hidden=True),
        driver=VALUES,
        examiner=HALVES.replace("GIVEN", ""),
    ),
    Test(
        "large totals",
        1,
        "totals near 1000 and near -1000 do not overflow",
        lambda rng: draw(rng, shift=1000.0),
        driver=VALUES,
        examiner=HALVES.replace("GIVEN", ""),
        rtol=1e-3,
        atol=1e-3,
    ),
    Test(
        "gradients",
        1,
        "the gradients, which are no NaN for queries that see nothing",
        lambda rng: draw(rng, hidden=True),
        driver=GRADIENTS,
        examiner=HALVES.replace("GIVEN", SEES),
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 5: 0.0 -> 1.0": "any finite number will do for rows that see nothing",
    "line 7: 1.0 -> 2.0": "any number above 0 will do for rows that see nothing",
    "line 7: 1.0 -> 10.0": "any number above 0 will do for rows that see nothing",
}
