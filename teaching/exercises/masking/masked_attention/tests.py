"""Chapter 7, exercise 1: masked attention, with empty rows."""

import numpy as np

from teaching.authoring.by_hand import BY_HAND
from teaching.authoring.exercise import Test


def vectors(rng, b, h, t, s):
    d, e = rng.choice([4, 5, 8], 2, replace=False)
    shapes = [(b, h, t, d), (b, h, s, d), (b, h, s, e)]
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


def square(rng):
    """As many queries as keys, so that a mask turned round fits too."""
    n = int(rng.choice([5, 6, 7]))
    mask = rng.random((2, 1, n, n)) < 0.5
    mask[:, 0, np.arange(n), rng.permutation(n)] = True
    mask[:, 0, 1, 0], mask[:, 0, 0, 1] = True, False  # not symmetric
    mask[:, 0, 0, 0] = True
    return *vectors(rng, 2, 3, n, n), mask


def loud_padding(rng):
    """Padded sentences whose hidden keys would win by far.

    The scores of the others stay small: a large one has lost the digits that its weight is made of.
    """
    t, s = rng.choice([4, 5, 6, 7], 2, replace=False)
    query, key, value = vectors(rng, 2, 3, t, s)
    query = abs(query) + 0.5
    lengths = np.array([s, rng.integers(2, s)])
    mask = (np.arange(s) < lengths[:, None])[:, None, None, :]
    key += np.where(mask.mT, 0, 50)
    value += np.where(mask.mT, 0, 100)
    return query, key.astype("float32"), value.astype("float32"), mask


def with_empty_rows(rng):
    t, s = rng.choice([4, 5, 6, 7], 2, replace=False)
    mask = rng.random((2, 1, t, s)) < 0.6
    mask[:, 0, np.arange(t), rng.integers(s, size=t)] = True
    mask[0, 0, 1] = mask[1, 0, 2] = mask[1, 0, 0] = False
    return *vectors(rng, 2, 3, t, s), mask


PAIR = (
    BY_HAND
    + """\
def driver(answer, *inputs):
    with by_hand(answer):
        return answer(*(torch.from_numpy(each) for each in inputs))
"""
)

HIDDEN = (
    BY_HAND
    + """\
def driver(answer, query, key, value, mask):
    inputs = [torch.from_numpy(each) for each in (query, key, value, mask)]
    with by_hand(answer):
        output, weights = answer(*inputs)
    hidden = torch.broadcast_to(~inputs[3], weights.shape)
    return {
        "the weights": weights,
        "the output": output,
        "the hidden weights are exactly 0": bool((weights[hidden] == 0).all()),
    }
"""
)

GRADIENT = (
    BY_HAND
    + """\
import warnings


def nan_on_the_way(loss):
    try:
        with warnings.catch_warnings(), torch.autograd.set_detect_anomaly(True):
            warnings.simplefilter("ignore")
            loss.backward(retain_graph=True)
    except RuntimeError:
        return True
    return False


def driver(answer, query, key, value, mask):
    inputs = [torch.from_numpy(each).requires_grad_() for each in (query, key, value)]
    with by_hand(answer):
        output, weights = answer(*inputs, torch.from_numpy(mask))
    loss = output.square().sum() + weights.pow(3).sum()
    found = {"a NaN arises in the backward pass": nan_on_the_way(loss)}
    names = ["query", "key", "value"]
    for name, gradient in zip(names, torch.autograd.grad(loss, inputs), strict=True):
        found[f"the gradient of the {name}"] = gradient
    return found
"""
)

TESTS = [
    Test(
        "values",
        2,
        "output and weights under a mask without empty rows",
        square,
        driver=PAIR,
        names=("output", "weights"),
        trials=2,
    ),
    Test(
        "hidden",
        1,
        "hidden keys have no say, however large their scores; their weights are exactly 0",
        loud_padding,
        driver=HIDDEN,
        trials=2,
        rtol=1e-3,
    ),
    Test(
        "empty rows",
        1,
        "a query that may see nothing gets zeros, as output and as weights",
        with_empty_rows,
        driver=PAIR,
        names=("output", "weights"),
        trials=2,
    ),
    Test(
        "gradient",
        1,
        "no NaN arises in the backward pass, and the gradient is right, with empty rows too",
        with_empty_rows,
        driver=GRADIENT,
        trials=2,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: -2 -> 2": (
        "the inputs have four dimensions, so dimension 2 is dimension -2"
    ),
    "line 5: 0.0 -> 1.0": (
        "any equal scores will do in an empty row, its weights are taken away afterwards"
    ),
}
