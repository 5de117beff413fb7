"""Chapter 9, exercise 2: the loss of a batch that is computed in parts."""

from teaching.authoring.exercise import Test


def draw(rng):
    parts = int(rng.integers(3, 7))
    losses = rng.uniform(0.2, 4.0, parts)
    counts = rng.choice(range(1, 60), parts, replace=False)
    return losses.tolist(), counts.tolist()


def with_padding_alone(rng):
    losses, counts = draw(rng)
    place = int(rng.integers(len(losses) + 1))
    losses.insert(place, float("nan"))
    counts.insert(place, 0)
    return losses, counts


def nothing(rng):
    parts = int(rng.integers(2, 5))
    return [float("nan")] * parts, [0] * parts


TESTS = [
    Test(
        "unequal parts",
        1,
        "the mean over all tokens, from parts of unequal size",
        draw,
        names=("the loss",),
    ),
    Test(
        "padding alone",
        1,
        "a part of padding alone does not matter",
        with_padding_alone,
        names=("the loss",),
    ),
    Test(
        "nothing counts",
        1,
        "if nothing counts, a ValueError is raised",
        nothing,
        trials=1,
        names=("the loss",),
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: zip(losses, counts, strict=True) -> zip(losses, counts)": (
        "both lists have the same length"
    ),
    "line 6: True -> False": ("both lists have the same length"),
}
