"""The loss without each head, and the weight as before."""

import torch

from teaching.authoring.exercise import Test

# The loss is computed outside, from the weight as it is when the answer asks.
ASKS = """\
def driver(answer, told, weight, num_heads, times):
    losses, raised = [], []

    def loss():
        value = told(weight)
        if value is None:
            raise RuntimeError("the loss fails")
        return value

    for _ in range(times):
        try:
            losses = list(answer(weight, num_heads, loss))
            raised.append(False)
        except NotImplementedError:
            raise
        except RuntimeError:
            raised.append(True)
    return losses, raised, weight
"""

TOLD = """\
def told_about(x, target, calls, fails_at=0):
    def told(weight):
        calls.append(weight)
        if len(calls) == fails_at:
            return None
        return float(((x.numpy() @ weight.T - target.numpy()) ** 2).mean())

    return told


"""

LOSSES = (
    TOLD
    + """\
def examine(ask, weight, num_heads, x, target):
    told = told_about(x, target, [])
    losses, _, _ = ask(weight, num_heads, 1, oracle=told)
    return {
        f"the loss without head {head}": value
        for head, value in enumerate(losses)
    }
"""
)

RESTORED = (
    TOLD
    + """\
def examine(ask, weight, num_heads, x, target):
    calls = []
    told = told_about(x, target, calls)
    losses, _, after = ask(weight, num_heads, 1, oracle=told)
    return {
        "the losses": losses,
        "the weight is as before": bool((weight.numpy() == after).all()),
        # What the loss saw: only one head's columns are zero in each call.
        "columns that were zero, by call": [
            (seen == 0).all(axis=0).nonzero()[0].tolist() for seen in calls
        ],
    }
"""
)

ERROR = (
    TOLD
    + """\
def examine(ask, weight, num_heads, x, target, fails_at):
    before, found = weight.numpy().copy(), {}
    told = told_about(x, target, [], fails_at)
    _, raised, after = ask(weight, num_heads, 1, oracle=told)
    found["the error is passed on"] = raised == [True]
    found["the weight is as before"] = bool((before == after).all())
    told = told_about(x, target, [], fails_at)
    losses, raised, _ = ask(weight, num_heads, 2, oracle=told)
    found["the losses, once it no longer fails"] = losses
    return found
"""
)


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
        driver=ASKS,
        examiner=LOSSES,
    ),
    Test(
        "as before",
        1,
        "one head at a time is zero, and afterwards the weight is as it was",
        draw,
        driver=ASKS,
        examiner=RESTORED,
    ),
    Test(
        "an error",
        2,
        "an error of the loss is passed on, and the weight comes back",
        failing,
        driver=ASKS,
        examiner=ERROR,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 1 -> 0": "the output matrix is square",
}
