"""Chapter 13, exercise 1: the alignment error rate of the largest weights."""

import torch

from teaching.authoring.exercise import Test


def draw(rng, T, S, without=1, nested=True):
    """A map, sure and possible links; ``without`` rows have none of either.

    Each kind of row is there, and how often is drawn: so is the error rate.
    """
    T += int(rng.integers(5))
    kinds = [*range(5), *rng.integers(5, size=T - 5)]
    weights = torch.from_numpy(rng.dirichlet([0.5] * S, size=T)).float()
    sure = torch.zeros(T, S, dtype=torch.bool)
    possible = torch.zeros(T, S, dtype=torch.bool)
    most = weights.argmax(dim=-1)
    for t in range(T):
        kind = kinds[t]
        other = int((most[t] + 1 + rng.integers(S - 1)) % S)
        if kind == 0:  # sure, and found
            sure[t, most[t]] = True
        elif kind == 1:  # sure, and missed
            sure[t, other] = True
        elif kind == 2:  # possible, and found
            possible[t, most[t]] = possible[t, other] = True
        elif kind == 3:  # two sure, one of them found
            sure[t, most[t]] = sure[t, other] = True
        else:  # possible, and missed
            possible[t, other] = True
    for t in rng.permutation(T)[:without]:
        sure[t] = possible[t] = False
    if nested:
        possible = possible | sure
    order = torch.from_numpy(rng.permutation(T))
    return weights[order], sure[order], possible[order]


def rows_without(rng):
    return draw(rng, 13, 4, without=4)


NAMES = ("the error rate",)
TESTS = [
    Test(
        "every row",
        2,
        "a map in which every row has a possible link",
        lambda rng: draw(rng, 11, 7, without=0),
        names=NAMES,
        trials=4,
    ),
    Test(
        "padding",
        1,
        "rows without any possible link claim nothing",
        rows_without,
        names=NAMES,
        trials=3,
    ),
    Test(
        "sure ones left out",
        1,
        "sure links that `possible` leaves out are possible all the same",
        lambda rng: draw(rng, 11, 5, without=0, nested=False),
        names=NAMES,
        trials=3,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: -1 -> 1": ("a map has two dimensions, the last is number 1"),
    "line 5: -1 -> 1": ("a map has two dimensions, the last is number 1"),
    "line 6: -1 -> 1": ("a map has two dimensions, the last is number 1"),
    "line 5: torch.nn.functional.one_hot(most, weights.shape[-1]).bool() -> torch.nn.functional.one_hot(most, weights.shape[-1])": (
        "zeros and ones, in place of False and True, give the same with & and in sums"
    ),
    "line 8: (hits / (claimed.sum() + sure.sum())).item() -> hits / (claimed.sum() + sure.sum())": (
        "a tensor of no dimension is taken for a number"
    ),
}
