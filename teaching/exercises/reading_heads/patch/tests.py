"""What a patch of each layer moves."""

import torch

from teaching.authoring.exercise import Test

EFFECTS = """\
import torch


def driver(answer, matrices, vector, clean, other, bend):
    calls = [0] * len(matrices)

    def layer(k):
        def f(x):
            calls[k] += 1
            y = matrices[k] @ x
            return torch.tanh(y) if bend else y

        return f

    def readout(x):
        return vector @ x + (x[0] * x[1] if bend else 0.0)

    kept = clean.clone(), other.clone()
    layers = [layer(k) for k in range(len(matrices))]
    effects = answer(layers, readout, clean, other)
    found = {
        f"moved by layer {k}": float(value) for k, value in enumerate(effects)
    }
    found["the inputs are as before"] = bool(
        (clean == kept[0]).all() and (other == kept[1]).all()
    )
    return found
"""


def draw(rng, bend, count):
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))

    def numbers(*size):
        return torch.randn(*size, generator=generator, dtype=torch.double)

    while True:
        matrices = [0.6 * numbers(5, 5) for _ in range(count)]
        vector, clean, other = numbers(5), numbers(5), numbers(5)
        ends = []
        for x in (clean, other):
            for matrix in matrices:
                y = matrix @ x
                x = x + (torch.tanh(y) if bend else y)
            ends.append(vector @ x + (x[0] * x[1] if bend else 0.0))
        if abs(ends[0] - ends[1]) > 1:  # a difference that can be moved
            return matrices, vector, clean, other, bend


TESTS = [
    Test(
        "one layer",
        1,
        "a single layer: the input's own path stays the clean one",
        lambda rng: draw(rng, True, 1),
        driver=EFFECTS,
    ),
    Test(
        "linear layers",
        2,
        "linear layers: what a patch adds runs on through the layers after it",
        lambda rng: draw(rng, False, int(rng.integers(3, 5))),
        driver=EFFECTS,
    ),
    Test(
        "nonlinear layers",
        2,
        "nonlinear layers and a nonlinear readout",
        lambda rng: draw(rng, True, int(rng.integers(3, 6))),
        driver=EFFECTS,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
