"""Byte-pair encoding of bytes."""

from teaching.authoring.exercise import Test

# Who decodes has never seen the text: it learns from the same texts, in another process.
ENCODES = """\
def driver(answer, texts, size, given, decodes):
    tokenizer = answer(texts, size)
    if decodes:
        return [tokenizer.decode(ids) for ids in given]
    return [list(tokenizer.encode(text)) for text in given]
"""

ENCODED = """\
def examine(ask, texts, size, others):
    given, found = [*texts[:1], *others], {}
    encoded = ask(texts, size, given, False)
    decoded = ask(texts, size, encoded, True, fresh=True)
    for k, text in enumerate(given):
        found[f"the ids of text {k}"] = encoded[k]
        found[f"text {k} comes back"] = decoded[k] == text
    return found
"""

REFUSED = """\
def driver(answer, texts, size, other):
    tokenizer = answer(texts, size)
    found = {"the ids of a text": list(tokenizer.encode(other))}
    many = max(found["the ids of a text"])

    def raises(call):
        try:
            call()
        except ValueError:
            return True
        except Exception:  # an accident of the calculation
            return False
        return False

    found["a size below 256 raises a ValueError"] = raises(
        lambda: answer(texts, 255)
    )
    found["256 is allowed, and merges nothing"] = list(
        answer(texts, 256).encode(other)
    )
    found["texts without a pair are allowed"] = list(
        answer(["a", "b"], size).encode(other)
    )
    for i in (-1, size, size + 7):
        found[f"id {i} raises a ValueError"] = raises(
            lambda i=i: tokenizer.decode([i])
        )
    return found
"""


def words(rng, count):
    """Words that share pieces, some with runs of one letter."""
    parts = ["ab", "aaa", "abc", "ca", "bb", "aab", "c", "eil", "ö"]
    return [
        "".join(rng.choice(parts, int(rng.integers(1, 4))))
        for _ in range(count)
    ]


def text_of(rng, count):
    signs = [" ", " ", " ", ", ", " (", "\n", "  "]
    return "".join(
        word + str(rng.choice(signs)) for word in words(rng, count)
    ).strip()


def merges(rng):
    texts = [text_of(rng, int(rng.integers(25, 40))) for _ in range(3)]
    texts[0] += " zq xk" * 12  # pairs that are equally frequent
    size = 256 + int(rng.integers(18, 28))
    return texts, size, [text_of(rng, 30) + " zq xk" for _ in range(2)]


def any_text(rng):
    texts, size, _ = merges(rng)
    strange = [
        "Grüße, 世界",
        "🙂🙂",
        "naïve – \u0416\t",
        "\0\r\n x\u00a0y_z",
        "ü\u0308",
    ]
    more = [
        "".join(chr(c) for c in rng.integers(0x20, 0x2FF, 30)),
        " ".join(rng.permutation(strange)),
    ]
    return texts, size, more


def stops(rng):
    texts = [text_of(rng, int(rng.integers(9, 13))) + " zq xk" * 12]
    return texts, 256 + 500, [text_of(rng, 30) + " zq xk ß"]


def refused(rng):
    texts, size, (other, _) = merges(rng)
    return [*texts, other, other], size, other


TESTS = [
    Test(
        "merges",
        3,
        "the ids of texts: the most frequent pair first, of equal ones the smallest ids",
        merges,
        driver=ENCODES,
        examiner=ENCODED,
    ),
    Test(
        "any text",
        2,
        "texts with characters that were never seen come back unchanged",
        any_text,
        driver=ENCODES,
        examiner=ENCODED,
    ),
    Test(
        "stops",
        1,
        "learning stops where no pair occurs twice",
        stops,
        driver=ENCODES,
        examiner=ENCODED,
    ),
    Test(
        "refused",
        2,
        "a size below 256 and ids that there are not raise a ValueError",
        refused,
        driver=REFUSED,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {}
