"""The loss without each head, and the weight as before."""

import torch

from teaching.authoring.exercise import Test

LOSSES = """\
def driver(answer, weight, num_heads, x, target):
    kept = weight.clone()

    def loss():
        return ((x @ weight.T - target) ** 2).mean().item()

    found = {
        f"the loss without head {head}": value
        for head, value in enumerate(answer(weight, num_heads, loss))
    }
    return found
"""

RESTORED = """\
def driver(answer, weight, num_heads, x, target):
    kept = weight.clone()
    calls = []

    def loss():
        calls.append(weight.clone())
        return ((x @ weight.T - target) ** 2).mean().item()

    found = {"the losses": list(answer(weight, num_heads, loss))}
    found["the weight is as before"] = bool((weight == kept).all())
    # What the loss saw: only one head's columns are zero in each call.
    found["columns that were zero, by call"] = [
        (seen == 0).all(dim=0).nonzero()[:, 0].tolist() for seen in calls
    ]
    return found
"""

ERROR = """\
def driver(answer, weight, num_heads, x, target, fails_at):
    kept = weight.clone()
    calls = []

    def loss():
        calls.append(1)
        if len(calls) == fails_at:
            raise RuntimeError("the loss fails")
        return ((x @ weight.T - target) ** 2).mean().item()

    try:
        answer(weight, num_heads, loss)
        raised = False
    except RuntimeError:
        raised = True
    found = {"the error is passed on": raised}
    found["the weight is as before"] = bool((weight == kept).all())
    found["the losses, once it no longer fails"] = list(
        answer(weight, num_heads, loss)
    )
    return found
"""


def draw(rng):
    num_heads, width = int(rng.integers(3, 6)), int(rng.integers(2, 5))
    size = num_heads * width
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    weight = torch.randn(size, size, generator=generator)
    x = torch.randn(7, size, generator=generator)
    return weight, num_heads, x, torch.randn(7, size, generator=generator)


def failing(rng):
    weight, num_heads, x, target = draw(rng)
    return weight, num_heads, x, target, int(rng.integers(2, num_heads + 1))


TESTS = [
    Test(
        "losses",
        2,
        "the loss without each head, the others being there",
        draw,
        driver=LOSSES,
    ),
    Test(
        "as before",
        1,
        "one head at a time is zero, and afterwards the weight is as it was",
        draw,
        driver=RESTORED,
    ),
    Test(
        "an error",
        2,
        "an error of the loss is passed on, and the weight comes back",
        failing,
        driver=ERROR,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 1 -> 0": "the output matrix is square",
}
