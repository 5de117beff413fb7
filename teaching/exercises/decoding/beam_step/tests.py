"""Chapter 10, exercise 1: one step of beam search."""

import torch

from teaching.authoring.exercise import Test


def table(rng, rows, columns):
    """Logarithms of probabilities, no two candidates nearly alike."""
    logits = torch.from_numpy(rng.normal(size=(rows, columns)) * 1.5)
    return logits.log_softmax(dim=-1).float()


def inputs(rng):
    """More tokens than sentences or fewer, and another number of beams.

    A sentence has two of the best continuations, so that more than the best of each is needed.
    """
    while True:
        rows, columns = (
            int(i) for i in rng.choice([3, 4, 6, 7], 2, replace=False)
        )
        totals = torch.from_numpy(-rng.uniform(0.5, 3.0, rows)).float()
        log_p, beams = table(rng, rows, columns), int(rng.choice([2, 5, 8]))
        best = (totals[:, None] + log_p).flatten().topk(beams).indices
        if len(set((best // columns).tolist())) < beams:
            return totals, log_p, beams


def first_step(rng):
    """All beams start alike: only one of them may continue."""
    rows, columns = 3, 7
    totals = torch.full((rows,), -torch.inf)
    totals[int(rng.integers(rows))] = -float(rng.uniform(0, 2))
    return totals, table(rng, rows, columns), int(rng.choice([3, 4, 5]))


def small(rng):
    rows, columns = (int(i) for i in rng.choice([2, 3, 4], 2, replace=False))
    totals = torch.from_numpy(-rng.uniform(0.5, 3.0, rows)).float()
    return totals, table(rng, rows, columns)


NUMBERS = """\
def driver(answer, totals, log_p):
    found, size = {}, log_p.numel()
    for beams in [size + 1, size + 5]:
        try:
            answer(totals, log_p, beams)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"{beams} beams of {size} continuations raise a ValueError"] = raised
    best, _, _ = answer(totals, log_p, size)
    found[f"the totals of {size} beams of {size} continuations"] = best
    return found
"""

NAMES = ("the totals", "the sentences", "the tokens")
TESTS = [
    Test(
        "best",
        2,
        "the best of all continuations: totals, sentences and tokens, best first",
        inputs,
        names=NAMES,
        trials=4,
    ),
    Test(
        "first step",
        1,
        "sentences whose total is minus infinity are not continued",
        first_step,
        names=NAMES,
    ),
    Test(
        "too few",
        1,
        "a ValueError if there are fewer continuations than beams, and only then",
        small,
        driver=NUMBERS,
    ),
]
