"""Sampling from the nucleus, with the bug that is planted in the chapter."""

from teaching.authoring.exercise import Test


def draw(rng, sure):
    """Logits in no order, p, and numbers u that lie in the middle of their tokens."""
    rows, size = int(rng.integers(20, 30)), int(rng.integers(5, 12))
    logits = (2.0 + 6.0 * sure) * rng.normal(size=(rows, size))
    return logits, float(rng.uniform(0.3, 0.9)), rng.uniform(0, 1, rows)


DRIVER = """\
import torch


def driver(answer, logits, p, u):
    logits, u = torch.from_numpy(logits), torch.from_numpy(u)
    before = logits.clone()
    tokens = answer(logits, p, u)
    return {"the tokens": tokens, "logits changed": (logits - before).abs().max()}
"""

TESTS = [
    Test(
        "tokens",
        3,
        "the tokens drawn by the numbers u",
        lambda rng: draw(rng, 0),
        driver=DRIVER,
    ),
    Test(
        "sure",
        1,
        "the tokens where the network is nearly sure",
        lambda rng: draw(rng, 1),
        driver=DRIVER,
    ),
]

_LAST = "logits have two dimensions, so the last one is dimension 1"
_TIES = "numbers drawn at random are never exactly equal"

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: logits.sort(dim=-1, descending=True) -> logits.sort(descending=True)": (
        "sort takes the last dimension by itself"
    ),
    "line 3: -1 -> 1": _LAST,
    "line 4: -1 -> 1": _LAST,
    "line 5: -1 -> 1": _LAST,
    "line 6: before >= p -> before > p": _TIES,
    "line 7: -1 -> 1": _LAST,
    "line 8: kept.cumsum(dim=-1) <= u[:, None] -> kept.cumsum(dim=-1) < u[:, None]": _TIES,
    "line 8: -1 -> 1": _LAST,
    "line 8: -1 -> 1 (2)": _LAST,
    "line 9: 0 -> -1": "gather gives one column, which is the first and the last",
}
