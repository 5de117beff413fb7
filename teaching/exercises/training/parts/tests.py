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


REFUSES = """\
def driver(answer, losses, counts):
    nan, nothing = [float("nan")] * len(losses), [0] * len(losses)
    try:
        answer(list(nan), list(nothing))
        raised = "no error"
    except ZeroDivisionError:
        raised = "ZeroDivisionError"
    except ValueError:
        raised = "ValueError"
    return {
        "what is raised if nothing counts": raised,
        "the loss if all parts count": answer(losses, counts),
    }
"""


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
        "if nothing counts, a ValueError is raised, and only then",
        draw,
        driver=REFUSES,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: zip(losses, counts, strict=True) -> zip(losses, counts)": (
        "both lists have the same length"
    ),
    "line 6: True -> False": ("both lists have the same length"),
}
