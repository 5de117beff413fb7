"""Chapter 10, exercise 5: long sentences are not worse."""

from teaching.authoring.exercise import Test


def draw(rng):
    """Candidates of different lengths, none of which is best by far, and no two alike."""
    lengths = 1 + rng.permutation(20)[: rng.integers(4, 8)]
    power = rng.uniform(-0.3, 1.1)
    totals = -rng.uniform(0.7, 1.3, len(lengths)) * lengths**power
    totals = totals.round(4)
    for scores in (totals, (totals / lengths).round(9)):
        if len(set(scores)) < len(lengths):
            return draw(rng)  # which of two is best cannot be asked
    return [
        (float(total), int(length))
        for total, length in zip(totals, lengths, strict=True)
    ]


def inputs(rng):
    alpha = float(rng.uniform(0.3, 0.7))
    return [draw(rng) for _ in range(45)], alpha


WHOLE_ALPHA = """\
def driver(answer, lists, _):
    return {
        f"the index of the best candidate with alpha {alpha}": [
            answer(candidates, alpha) for candidates in lists
        ]
        for alpha in [0, 1]
    }
"""

OTHER_ALPHA = """\
def driver(answer, lists, alpha):
    found = {
        f"the index of the best candidate with alpha {each:.2f}": [
            answer(candidates, each) for candidates in lists
        ]
        for each in [alpha, alpha + 1]
    }
    try:
        answer([], alpha)
        raised = False
    except ValueError:
        raised = True
    found["an empty list raises a ValueError"] = raised
    return found
"""

TESTS = [
    Test(
        "alpha 0 and 1",
        1,
        "the index of the largest log-likelihood, and of the largest per token",
        inputs,
        driver=WHOLE_ALPHA,
        trials=1,
    ),
    Test(
        "power",
        1,
        "the power of the length with other alphas; an empty list is refused",
        inputs,
        driver=OTHER_ALPHA,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 4: drop raise ValueError('there is no candidate to choose from')": (
        "max of an empty list raises a ValueError by itself"
    ),
}
