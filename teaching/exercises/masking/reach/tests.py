"""How far information travels through layers of windowed attention."""

from teaching.authoring.exercise import Test


def draw(rng):
    window, layers = (
        int(n) for n in rng.choice([2, 3, 4, 5], 2, replace=False)
    )
    return layers * window + int(rng.integers(2, 6)), window, layers


def short(rng):
    size = int(rng.integers(5, 30))
    return size, size - 1, int(rng.integers(2, 4))


DRIVER = """\
import torch


def driver(answer, size, window, num_layers):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return {
            f"size {size}, window {window}, {layers} layers": float(
                answer(size, window, layers)
            )
            for layers in (num_layers, 1)
        }
"""

TESTS = [
    Test(
        "reach",
        3,
        "how far a change at position 0 travels, in one layer and in several",
        draw,
        driver=DRIVER,
        trials=4,
        seconds=30.0,
    ),
    Test(
        "short texts",
        1,
        "the same where the text ends before the reach does",
        short,
        driver=DRIVER,
        trials=4,
        seconds=30.0,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: causal_mask(size) & ~causal_mask(size).tril(-window) -> ~causal_mask(size).tril(-window)": (
        "with the future open a change travels back as well, but no further on"
    ),
    "line 6: mask.double() @ seen -> seen @ mask.double()": (
        "both are powers of one matrix"
    ),
}
