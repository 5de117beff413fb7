"""Chapter 11, exercise 1: the alignment error rate of the largest weights."""

import torch

from graded.exercise import Test


def draw(rng, T, S, without=1, nested=True):
    """A map, sure and possible links; ``without`` rows have none of either."""
    weights = torch.from_numpy(rng.dirichlet([0.5] * S, size=T)).float()
    sure = torch.zeros(T, S, dtype=torch.bool)
    possible = torch.zeros(T, S, dtype=torch.bool)
    most = weights.argmax(dim=-1)
    for t in range(T):
        kind = t % 5  # each kind of row is there
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
