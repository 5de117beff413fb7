"""Chapter 4, exercise 1: from (B, T, D) to (B, H, T, K)."""

import torch

from teaching.authoring.exercise import Test


def sizes(rng):
    return (int(n) for n in rng.permutation([2, 3, 5]))


def inputs(rng):
    B, T, K = sizes(rng)
    H = int(rng.integers(3, 5))
    x = torch.from_numpy(rng.normal(size=(B, T, H * K))).float()
    return x, H


# A RuntimeError is what PyTorch raises by itself.
RAISED = """\
def driver(answer, x, num_heads):
    def raised():
        try:
            answer(x[..., :-1].contiguous(), num_heads)
        except NotImplementedError:
            raise
        except ValueError:
            return "ValueError"
        except (AssertionError, RuntimeError) as error:
            return type(error).__name__
        return "no error"

    return {"what is raised": raised(), "with one entry more": answer(x, num_heads)}
"""

TESTS = [
    Test(
        "values",
        1,
        "head h has the entries h K to (h + 1) K - 1 of every token",
        inputs,
    ),
    Test(
        "refuses",
        1,
        "a ValueError, if D is not divisible by the number of heads, and only then",
        inputs,
        driver=RAISED,
    ),
]
