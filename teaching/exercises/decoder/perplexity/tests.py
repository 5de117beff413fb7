"""A bug in a score."""

from teaching.authoring.exercise import Test


def draw(rng, shift=0.0):
    b, t, vocabulary = rng.choice([3, 4, 5, 7, 8], 3, replace=False)
    vocabulary += 3
    pad = int(rng.integers(1, vocabulary))
    words = [word for word in range(vocabulary) if word != pad]
    target = rng.choice(words, (b, t))
    target[0, 0] = 0  # a word like any other
    for row, end in zip(target[1:], rng.integers(1, t, b - 1), strict=True):
        row[end:] = pad
    logits = 2 * rng.normal(size=(b, t, vocabulary))
    logits += shift * rng.choice([-1, 1], (b, t, 1))
    return logits.astype("float32"), target, pad


DRIVER = """\
import torch


def driver(answer, logits, target, pad_id):
    return answer(torch.from_numpy(logits), torch.from_numpy(target), pad_id)
"""

# All batches are padded: on others the buggy version is right.
TESTS = [
    Test(
        "padding",
        3,
        "padding is left out of the sum and of the number of tokens",
        draw,
        driver=DRIVER,
        names=("the perplexity",),
    ),
    Test(
        "large logits",
        1,
        "logits near 1000 and near -1000 do not overflow",
        lambda rng: draw(rng, shift=1000.0),
        driver=DRIVER,
        names=("the perplexity",),
        rtol=1e-3,
    ),
]
