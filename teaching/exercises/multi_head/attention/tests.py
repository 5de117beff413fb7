"""Chapter 4, exercise 3: multi-head attention."""

import torch

from teaching.authoring.exercise import Test


def normal(rng, *shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def inputs(rng):
    """More or fewer keys than queries; the values do not come from the keys."""
    B = 2
    T, S = (int(n) for n in rng.permutation([3, 5]))
    H, K = (int(n) for n in rng.permutation([3, 4]))
    D = H * K
    matrices = [normal(rng, D, D) / 3 for _ in range(4)]
    sequences = [normal(rng, B, n, D) for n in (T, S, S)]
    return (*sequences, *matrices, H)


def with_masks(rng):
    """A mask of each shape; in each, every query may attend to something."""
    query, key, *_, H = arguments = inputs(rng)
    B, T, _ = query.shape
    S = key.shape[1]
    masks = []
    for shape in [(T, S), (B, 1, 1, S), (B, 1, T, S), (B, H, T, S)]:
        open_ = rng.random(shape) < 0.5
        open_[..., int(rng.integers(S))] = True
        masks.append(torch.from_numpy(open_))
    return *arguments, masks


WEIGHTS = """\
def driver(answer, *inputs):
    result = answer(*inputs)
    if isinstance(result, (tuple, list)) and len(result) == 2:
        return result[1]
    return "one value only"
"""

MASKS = """\
def driver(answer, *inputs):
    *inputs, masks = inputs
    shapes = ["T, S", "B, 1, 1, S", "B, 1, T, S", "B, H, T, S"]
    seen = {}
    for shape, mask in zip(shapes, masks):
        output, weights = answer(*inputs, mask.clone())
        seen[f"weights with a mask ({shape})"] = weights
        seen[f"output with a mask ({shape})"] = output
    return seen
"""

TESTS = [
    Test(
        "weights",
        2,
        "the weights of each head, (B, H, T, S), which come second",
        inputs,
        driver=WEIGHTS,
        names=("weights",),
        trials=2,
    ),
    Test(
        "output",
        1,
        "the output, and behind it the weights",
        inputs,
        names=("output", "weights"),
        trials=2,
    ),
    Test(
        "mask",
        2,
        "output and weights with a boolean mask, True where a query may attend",
        with_masks,
        driver=MASKS,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 9: -2 -> 2": ("of four dimensions, number 2 is the last but one"),
}
