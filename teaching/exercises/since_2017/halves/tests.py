"""Rotary positions in the other layout."""

import torch

from teaching.authoring.exercise import Test

# What is handed in must not change: others still need it.
VALUES = """\
def driver(answer, x, start, base):
    return {"the result": answer(x, start, base), "x itself, afterwards": x}
"""


def arguments(rng, start, base):
    B, H, T = (int(n) for n in rng.permutation([2, 3, 5]))
    K = 2 * int(rng.integers(3, 6))
    x = torch.from_numpy(rng.normal(size=(B, H, T, K))).float()
    return x, start, base


def from_the_start(rng):
    return arguments(rng, 0, 10_000.0)


def later(rng):
    return arguments(
        rng, int(rng.integers(3, 40)), float(rng.integers(20, 2000))
    )


TESTS = [
    Test(
        "from position 0",
        2,
        "the entries at positions 0, 1, 2, … with base 10,000; x stays",
        from_the_start,
        driver=VALUES,
    ),
    Test(
        "later, with another base",
        2,
        "the entries from a later position on, with another base",
        later,
        driver=VALUES,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: -2 -> 2": "of four dimensions, number 2 is the last but one",
    "line 5: K // 2 -> K / 2": "K is even",
    **dict.fromkeys(
        (
            "line 4: torch.arange(start, start + T, dtype=torch.float64)"
            " -> torch.arange(start, start + T)",
            "line 5: torch.arange(K // 2, dtype=torch.float64)"
            " -> torch.arange(K // 2)",
            "line 7: angle.cos().to(x.dtype) -> angle.cos()",
            "line 7: angle.sin().to(x.dtype) -> angle.sin()",
        ),
        "another precision, which at these positions changes no digit",
    ),
}
