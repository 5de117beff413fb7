"""The outputs of several parts of a memory, combined."""

import torch

from teaching.authoring.exercise import Test


def parts(rng, shift=0.0):
    """The outputs and logarithms that parts of different sizes give."""
    p, t, width = rng.choice([3, 4, 5, 6], 3, replace=False)
    query = torch.from_numpy(rng.normal(size=(t, 3)))
    outputs, log_sums = [], []
    for number in range(p):
        keys = torch.from_numpy(1.5 * rng.normal(size=(2 + 3 * number, 3)))
        values = torch.from_numpy(rng.normal(size=(len(keys), width)))
        scores = query @ keys.T + shift
        outputs.append(scores.softmax(dim=1) @ values)
        log_sums.append(scores.logsumexp(dim=1))
    order = torch.from_numpy(rng.permutation(p))
    return torch.stack(outputs)[order], torch.stack(log_sums)[order]


def large(rng):
    return parts(rng, shift=rng.uniform(850, 900))


def empty(rng):
    outputs, log_sums = parts(rng)
    part = int(rng.integers(len(outputs)))
    outputs[part], log_sums[part] = 0.0, -torch.inf
    return outputs, log_sums


TESTS = [
    Test(
        "values",
        2,
        "the output over all keys, for parts of different sizes.",
        parts,
        names=("the output",),
    ),
    Test("large", 1, "logarithms near 900.", large, names=("the output",)),
    Test(
        "empty", 1, "one part without any key.", empty, names=("the output",)
    ),
]
