"""Chapter 13, exercise 3: how far back a head looks."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, B, H, T, steps, ragged=True):
    """Maps of which a good part of the rows looks ``steps`` back."""
    weights = torch.from_numpy(rng.uniform(size=(B, H, T, T))).float()
    share = rng.uniform(0.2, 0.8, size=H)
    for h in range(H):
        for b in range(B):
            for t in range(steps, T):
                if rng.uniform() < share[h]:
                    weights[b, h, t, t - steps] += 2
                elif t + steps < T and rng.uniform() < 0.5:
                    weights[b, h, t, t + steps] += 2  # the wrong direction
    weights = weights / weights.sum(dim=-1, keepdim=True)
    counts = torch.ones(B, T, dtype=torch.bool)
    if ragged:
        for b in range(1, B):
            counts[b, int(rng.integers(steps + 2, T)) :] = False
    return weights, counts, steps


SPECIAL = """\
def driver(answer, weights, counts, steps):
    found = {}
    for far, mask in [(weights.shape[-1], counts), (1, counts & False)]:
        try:
            answer(weights.clone(), mask.clone(), far)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"no row counts, {far} steps: raises a ValueError"] = raised
    before = counts.clone()
    found["the shares of the heads"] = answer(weights, counts, steps)
    found["the mask that was handed in is unchanged"] = bool(
        (counts == before).all()
    )
    return found
"""

NAMES = ("the shares of the heads",)
TESTS = [
    Test(
        "no padding",
        1,
        "sentences of one length, looking one to three places back",
        lambda rng: draw(rng, 4, 3, 7, int(rng.integers(1, 4)), ragged=False),
        names=NAMES,
        trials=4,
    ),
    Test(
        "padding",
        1,
        "sentences of different lengths, one or two places back",
        lambda rng: draw(rng, 5, 3, 8, int(rng.integers(1, 3))),
        names=NAMES,
        trials=4,
    ),
    Test(
        "itself",
        1,
        "no step back is the token itself",
        lambda rng: draw(rng, 3, 4, 7, 0),
        names=NAMES,
        trials=2,
    ),
    Test(
        "nothing counts",
        1,
        "no row that counts raises a ValueError, and the mask stays as it is",
        lambda rng: draw(rng, 3, 4, 7, 1),
        driver=SPECIAL,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 3: 1 -> 2": (
        "the last two dimensions of the weights are of one size"
    ),
    "line 8: -1 -> 1": (
        "behind the heads only one dimension is left, the last is number 1"
    ),
}
