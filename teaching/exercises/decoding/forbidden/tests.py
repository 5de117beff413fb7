"""Chapter 10, exercise 3: tokens that would repeat a run."""

from teaching.authoring.exercise import Test


def followers(tokens, n):
    """What has followed the last n - 1 tokens, place after place."""
    begin = tokens[len(tokens) - n + 1 :]
    return [
        tokens[i + n - 1]
        for i in range(len(tokens) - n + 1)
        if tokens[i : i + n - 1] == begin
    ]


def runs(rng):
    """A sentence for n = 2, 3 and 4 each, with more than one forbidden token."""
    found = []
    while len(found) < 3:
        n = len(found) + 2
        tokens = [int(i) for i in rng.integers(3, 8 - n // 2, 18)]
        if n == 2:
            tokens[-2] = tokens[-1]  # here a run ends where the sentence does
        after = followers(tokens, n)
        # The whole runs hold more than what ends them; for n = 2 they cannot.
        more = n == 2 or set(tokens[len(tokens) - n + 1 :]) - set(after)
        if more and 1 < len(set(after)) < 4 and after[-1] not in after[:-1]:
            found.append((tokens, n))
    return (found,)


def one_token(rng):
    """Sentences in which the last token stands nowhere else, and another one twice."""
    found = []
    for length in (4, 6, 9):
        *tokens, last = (int(i) for i in 3 + rng.permutation(9)[: length - 1])
        found.append([*tokens, tokens[0], last])
    return (found,)


RUNS = """\
def driver(answer, cases):
    return {
        f"the tokens forbidden after {tokens} for n = {n}": sorted(
            int(i) for i in answer(list(tokens), n)
        )
        for tokens, n in cases
    }
"""

ONE = """\
def driver(answer, sentences):
    return {
        f"the tokens forbidden after {tokens} for n = 1": sorted(
            int(i) for i in answer(list(tokens), 1)
        )
        for tokens in sentences
    }
"""

SPECIAL = """\
def driver(answer, cases):
    found, (tokens, n) = {}, cases[1]
    for few, many in [([], 2), ([5], 2), ([5, 5], 3), ([5, 5, 5], 5)]:
        found[f"the tokens forbidden after {few} for n = {many}"] = sorted(
            answer(list(few), many)
        )
    for bad in [0, -1]:
        try:
            answer(list(tokens), bad)
            raised = False
        except ValueError:
            raised = True
        except Exception:  # an accident of the calculation
            raised = False
        found[f"n = {bad} raises a ValueError"] = raised
    before = list(tokens)
    found["a set came back"] = isinstance(answer(tokens, n), set)
    pairs, _ = cases[0]
    found[f"the tokens forbidden after {pairs} for n = 2"] = sorted(
        int(i) for i in answer(list(pairs), 2)
    )
    found["the list that was handed in is unchanged"] = tokens == before
    return found
"""

TESTS = [
    Test(
        "runs",
        2,
        "for n = 2, 3 and 4: every token that would complete a run written before",
        runs,
        driver=RUNS,
    ),
    Test(
        "one token",
        1,
        "for n = 1: all tokens that have been written",
        one_token,
        driver=ONE,
        trials=1,
    ),
    Test(
        "special",
        1,
        "short sentences forbid nothing, n below 1 is refused, and a set comes back",
        runs,
        driver=SPECIAL,
        trials=1,
    ),
]
