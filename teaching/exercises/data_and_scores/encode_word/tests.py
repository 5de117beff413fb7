"""Chapter 11, exercise 2: a new word by byte-pair encoding."""

from collections import Counter
from itertools import pairwise

from teaching.authoring.exercise import Test


def merged(tokens, pair):
    done, i = [], 0
    while i < len(tokens):
        fits = tuple(tokens[i : i + 2]) == pair
        done.append("".join(pair) if fits else tokens[i])
        i += 2 if fits else 1
    return done


def encoded(word, merges):
    tokens = list(word)
    for pair in merges:
        tokens = merged(tokens, pair)
    return tokens


def learned(words, times):
    """The merges that byte-pair encoding learns from words."""
    rows, merges = [list(word) for word in words], []
    for _ in range(times):
        counts = Counter(pair for row in rows for pair in pairwise(row))
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        rows = [merged(row, merges[-1]) for row in rows]
    return merges


def by_rank(word, merges):
    """The other way to say it: always the pair that was learned first."""
    tokens = list(word)
    while True:
        here = set(pairwise(tokens)) & set(merges)
        if not here:
            return tokens
        tokens = merged(tokens, min(here, key=merges.index))


def from_the_right(word, merges):
    tokens = list(word)[::-1]
    for first, second in merges:
        tokens = [t[::-1] for t in tokens]
        tokens = merged(tokens, (second[::-1], first[::-1]))
        tokens = [t[::-1] for t in tokens]
    return tokens[::-1]


def a_letter_twice(word, merges):
    tokens = list(word)
    for pair in merges:
        fits = [two == pair for two in pairwise(tokens)]
        before, after = [False, *fits], [*fits, False]
        tokens = [
            "".join(pair) if fit else token
            for token, used, fit in zip(tokens, before, after, strict=True)
            if fit or not used
        ]
    return tokens


def by_replacing(word, merges):
    text = " ".join(word)
    for pair in merges:
        text = text.replace(" ".join(pair), "".join(pair))
    return text.split()


def longest_first(word, merges):
    known, tokens = {"".join(pair) for pair in merges}, []
    while word:
        size = next(
            n for n in range(len(word), 0, -1) if n == 1 or word[:n] in known
        )
        tokens.append(word[:size])
        word = word[size:]
    return tokens


def word_of(rng, letters, length):
    return "".join(str(letter) for letter in rng.choice(list(letters), length))


def learned_merges(rng):
    """Merges of a random language, and a word in which a merge fits twice."""
    for _ in range(20_000):
        words = [
            word_of(rng, "abde", int(rng.integers(4, 8))) for _ in range(9)
        ]
        merges = learned(words, 6)
        word = "".join(str(each) for each in rng.choice(words, 3))
        right = encoded(word, merges)
        once = list(word)
        for pair in merges:
            k = next(
                (k for k, two in enumerate(pairwise(once)) if two == pair),
                None,
            )
            if k is not None:
                once[k : k + 2] = ["".join(pair)]
        # What goes wrong with these is the business of the next test.
        others = (by_rank, from_the_right, by_replacing, longest_first)
        others += (a_letter_twice,)
        if (
            all(other(word, merges) == right for other in others)
            and encoded(word, merges[::-1]) != right
            and once != right
        ):
            return word, merges
    raise RuntimeError("no word was found")


def order_matters(rng):
    """a and e first: then e and i no longer stand side by side. And runs of one letter."""
    a, e, i, o = (str(x) for x in rng.permutation(list("bdgklmrst"))[:4])
    return (
        [
            (a + e + i, [(a, e), (e, i)]),
            (a + e + i, [(e, i), (a, e)]),
            (o * 3 + a, [(o, o)]),
            (a + o * 5, [(o, o)]),
            (a + e + i + o, [(a, e), (i, o), (a + e, i + o)]),
        ],
    )


CASES = """\
def driver(answer, cases):
    return {
        f"the tokens of {word!r} by {merges}": list(answer(word, list(merges)))
        for word, merges in cases
    }
"""

SPECIAL = """\
def driver(answer, word, merges):
    found = {"the tokens without any merge": list(answer(word, []))}
    before = list(merges)
    answer(word, merges)
    found["the merges that were handed in are unchanged"] = merges == before
    try:
        answer("", before)
        raised = False
    except ValueError:
        raised = True
    except Exception:  # an accident of the calculation
        raised = False
    found["an empty word raises a ValueError"] = raised
    return found
"""

TESTS = [
    Test(
        "words",
        2,
        "each merge in turn, everywhere it fits",
        lambda rng: ([learned_merges(rng)],),
        driver=CASES,
    ),
    Test(
        "order",
        1,
        "the merges in their order, from left to right, of whole tokens",
        order_matters,
        driver=CASES,
    ),
    Test(
        "special",
        1,
        "without merges the letters are left, the list stays as it is, an empty word is refused",
        learned_merges,
        driver=SPECIAL,
        trials=1,
    ),
]
