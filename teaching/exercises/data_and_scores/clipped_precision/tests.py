"""Clipped precision with several references."""

from collections import Counter

from teaching.authoring.exercise import Test

WORDS = ["a", "the", "row", "table", "of", "new", "file", "page", "in", "is"]


def runs(tokens, n):
    return Counter(
        tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)
    )


def text(rng, low, high, words=WORDS):
    return [
        str(word) for word in rng.choice(words, int(rng.integers(low, high)))
    ]


def with_runs(rng, count, n):
    """A translation, and references that share runs with it, each others."""
    for _ in range(20_000):
        words = [str(word) for word in rng.permutation(WORDS)[:3]]
        written = text(rng, 11, 15, words)
        references = [text(rng, 6, 11, words) for _ in range(count)]
        ours, theirs = runs(written, n), [runs(row, n) for row in references]
        union, total, least = Counter(), Counter(), theirs[0]
        for row in theirs:
            union, total, least = union | row, total + row, least & row
        matches = (ours & union).total()
        others = [(ours & row).total() for row in theirs]
        others += [(ours & total).total(), (ours & least).total()]
        known = sum(ours[run] for run in union)
        if matches == known or matches < 2:
            continue
        if count == 1 or matches not in others:
            return written, references
    raise RuntimeError("no texts were found")


def one_reference(rng):
    return ([(*with_runs(rng, 1, n), n) for n in (1, 2)],)


def several(rng):
    return ([(*with_runs(rng, 3, n), n) for n in (1, 2)],)


CASES = """\
def driver(answer, cases):
    return {
        f"the fraction of {n}-grams, of {written} in {references}": answer(
            list(written), [list(row) for row in references], n
        )
        for written, references, n in cases
    }
"""

SPECIAL = """\
def driver(answer, cases):
    written, references, n = cases[1]
    found = {
        f"the fraction of 1-grams, of {written} in {references}": answer(
            list(written), [list(row) for row in references], 1
        ),
        "the fraction of 3-grams in two words": answer(written[:2], references, 3),
        "the fraction of 1-grams in no words": answer([], references, 1),
        "the fraction of 3-grams, of a text in itself": answer(written, [written], 3),
    }
    for bad in [0, -1]:
        try:
            answer(written, references, bad)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"n = {bad} raises a ValueError"] = raised
    return found
"""

TESTS = [
    Test(
        "one reference",
        1,
        "with one reference: a run counts at most as often as the reference has it",
        one_reference,
        driver=CASES,
    ),
    Test(
        "several",
        2,
        "with three references: as often as the one that has it most often",
        several,
        driver=CASES,
    ),
    Test(
        "special",
        1,
        "without any run the share is 0, and n below 1 is refused",
        one_reference,
        driver=SPECIAL,
        trials=1,
    ),
]
