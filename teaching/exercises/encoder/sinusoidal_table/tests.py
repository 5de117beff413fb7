"""Chapter 5, exercise 1: the table of sines and cosines."""

from teaching.authoring.exercise import Test


def inputs(rng):
    length, d_model = rng.choice([5, 7, 9]), rng.integers(3, 6) * 2
    return int(length), int(d_model)


def long(rng):
    """At late positions a rounding error in a frequency has grown."""
    return int(rng.integers(3000, 5000)), int(rng.integers(4, 9) * 2)


def odd(rng):
    return int(rng.integers(3, 8)), int(rng.integers(2, 6) * 2 + 1)


PRECISE = """\
import torch


def driver(answer, length, d_model):
    table = torch.as_tensor(answer(length, d_model))
    return {
        "the numbers are float64": table.dtype == torch.float64,
        "they have more digits than float32 holds": not torch.equal(
            table.double(), table.float().double()
        ),
        "the last row, to nine digits": table[-1],
    }
"""

# A RuntimeError is what PyTorch raises by itself.
RAISED = """\
def driver(answer, length, d_model):
    def raised():
        try:
            answer(length, d_model)
        except NotImplementedError:
            raise
        except ValueError:
            return "ValueError"
        except (AssertionError, RuntimeError) as error:
            return type(error).__name__
        return "no error"

    return {
        f"what d_model={d_model} raises": raised(),
        f"the table for d_model={d_model + 1}": answer(length, d_model + 1),
    }
"""

TESTS = [
    Test(
        "values",
        2,
        "sines and cosines of the first positions, (length, d_model)",
        inputs,
        names=("the table",),
        trials=2,
    ),
    Test(
        "precision",
        1,
        "float64, and exact at positions in the thousands",
        long,
        driver=PRECISE,
        rtol=1e-9,
        atol=1e-9,
    ),
    Test(
        "refuses",
        1,
        "a ValueError, if d_model is odd, and only then",
        odd,
        driver=RAISED,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 5: torch.arange(length, dtype=torch.float64) -> torch.arange(length)": (
        "whole numbers divided by float64 are float64"
    ),
}
