"""Chapter 9, exercise 1: the smoothed cross-entropy by hand."""

from teaching.authoring.exercise import Test


def draw(rng, padded, smoothing, shift=0.0):
    b, t, vocabulary = rng.choice([3, 4, 5, 7, 8], 3, replace=False)
    vocabulary += 3
    pad = int(rng.integers(1, vocabulary))
    words = [word for word in range(vocabulary) if word != pad]
    target = rng.choice(words, (b, t))
    target[0, 0] = 0  # a word like any other
    if padded:
        for row, end in zip(
            target[1:], rng.integers(1, t, b - 1), strict=True
        ):
            row[end:] = pad
    logits = 2 * rng.normal(size=(b, t, vocabulary))
    logits += shift * rng.choice([-1, 1], (b, t, 1))
    return logits.astype("float32"), target, pad, smoothing


DRIVER = """\
import torch
from torch.overrides import TorchFunctionMode


class ByHand(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in ("cross_entropy", "cross_entropy_loss", "nll_loss"):
            raise RuntimeError(f"{name} was used: write it by hand")
        return function(*args, **(kwargs or {}))


def driver(answer, logits, target, pad_id, smoothing):
    logits, target = torch.from_numpy(logits), torch.from_numpy(target)
    with ByHand():
        return answer(logits, target, pad_id, smoothing)
"""

TESTS = [
    Test(
        "not smoothed",
        1,
        "with smoothing 0: the mean cross-entropy of what is not padding",
        lambda rng: draw(rng, True, 0.0),
        driver=DRIVER,
        names=("the loss",),
    ),
    Test(
        "smoothed",
        2,
        "with smoothing: the share is spread evenly over all tokens",
        lambda rng: draw(rng, True, float(rng.uniform(0.1, 0.4))),
        driver=DRIVER,
        names=("the loss",),
    ),
    Test(
        "large logits",
        1,
        "logits near 1000 and near -1000 do not overflow",
        lambda rng: draw(rng, False, 0.0, shift=1000.0),
        driver=DRIVER,
        names=("the loss",),
        rtol=1e-3,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: 0 -> -1": (
        "the last dimension has one entry, which is the first and the last"
    ),
}
