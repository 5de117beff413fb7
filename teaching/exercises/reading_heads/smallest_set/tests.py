"""A smallest set of heads that is enough, with few questions."""

from teaching.authoring.exercise import Test

ASKS = """\
def driver(answer, asked, heads):
    found = answer(heads, lambda kept: asked([int(head) for head in kept]))
    return [int(head) for head in found], isinstance(found, (set, frozenset)), list(heads)
"""

FOUND = """\
import math


def examine(ask, heads, groups):
    calls = []

    def works(kept):
        return all(set(kept) & set(group) for group in groups)

    def asked(kept):
        calls.append(len(kept))
        if len(calls) > 3000:  # it would go on for ever
            raise RuntimeError("asked too often")
        return works(kept)

    found, is_set, given = ask(heads, oracle=asked)
    kept = set(found)
    k, n = len(kept), len(heads)
    most = 2 * k * math.ceil(math.log2(n)) + 2 * k + 2
    if not kept <= set(heads) or len(calls) > most:
        return {"not as asked": True}
    return {
        "heads in the set": k,
        "its heads that nothing covers for": sorted(
            kept & {group[0] for group in groups if len(group) == 1}
        ),
        "the set works": works(kept),
        "one of its heads can be removed": any(
            works(kept - {head}) for head in kept
        ),
        "a set is returned": is_set,
        "the list of heads is as before": given == heads,
    }
"""


def draw(rng, n, groups, size):
    """Groups of heads that do the same: one of each is enough."""
    heads = [int(h) for h in rng.permutation(3 * n)[:n]]
    order = rng.permutation(n)
    chosen, at = [], 0
    for _ in range(groups):
        many = int(rng.integers(1, size + 1)) if chosen else 1
        chosen.append([heads[int(i)] for i in order[at : at + many]])
        at += many
    return heads, chosen


TESTS = [
    Test(
        "single heads",
        2,
        "each needed head is needed for itself",
        lambda rng: draw(
            rng, int(rng.integers(60, 100)), int(rng.integers(2, 4)), 1
        ),
        driver=ASKS,
        examiner=FOUND,
    ),
    Test(
        "redundant heads",
        3,
        "groups of heads that cover for each other: one of each is enough",
        lambda rng: draw(
            rng, int(rng.integers(60, 120)), int(rng.integers(3, 7)), 9
        ),
        driver=ASKS,
        examiner=FOUND,
        trials=4,
    ),
    Test(
        "many heads",
        3,
        "a thousand heads, a few of them enough",
        lambda rng: draw(
            rng, int(rng.integers(900, 1100)), int(rng.integers(3, 9)), 40
        ),
        driver=ASKS,
        examiner=FOUND,
        trials=4,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 5: 1 -> 0": "a question more: that no head more is enough is known",
}
