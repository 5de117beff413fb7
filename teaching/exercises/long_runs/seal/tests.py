"""Chapter 12, exercise 3: a sealed text."""

import hashlib

from teaching.authoring.exercise import Test

LETTERS = list("abcdefgh äöü ▁\n")
DIGITS = "0123456789abcdef"

READ = """\
def driver(answer, sealed):
    return {f"the text of {text[:12]!r}…": answer(text) for text in sealed}
"""

REFUSED = """\
def driver(answer, damaged):
    found = {}
    for what, text in damaged.items():
        try:
            returned = answer(text)
            found[what] = "None" if returned is None else "a text is returned"
        except ValueError:
            found[what] = "a ValueError"
        except Exception as error:  # an accident
            found[what] = type(error).__name__
    return found
"""


def seal(text):
    return hashlib.sha256(text.encode()).hexdigest() + text


def words(rng):
    # A blank at both ends, which some would strip.
    return " " + "".join(rng.choice(LETTERS, int(rng.integers(20, 90)))) + " "


def whole(rng):
    return ([seal(words(rng)) for _ in range(3)] + [seal(""), seal("a")],)


def other(rng, digit):
    return str(rng.choice([each for each in DIGITS if each != digit]))


def damaged_text(rng):
    sealed = seal(words(rng))
    place = int(rng.integers(65, len(sealed) - 1))
    return (
        {
            "a letter changed": sealed[:place] + "z" + sealed[place + 1 :],
            "the last letter lost": sealed[:-1],
            "a letter added": sealed + "z",
            "the text lost": sealed[:64],
        },
    )


def damaged_checksum(rng):
    sealed = seal(words(rng))
    changed = {
        f"digit {k} of the checksum changed": (
            sealed[:k] + other(rng, sealed[k]) + sealed[k + 1 :]
        )
        for k in (0, 20, 40, 63)
    }
    return (
        {
            **changed,
            "the first digit lost": sealed[1:],
            "half of the checksum lost": sealed[:32],
            "nothing there": "",
        },
    )


TESTS = [
    Test("whole", 1, "texts that are whole are returned.", whole, driver=READ),
    Test(
        "damaged text",
        1,
        "a letter changed, lost or added raises a ValueError.",
        damaged_text,
        driver=REFUSED,
    ),
    Test(
        "damaged checksum",
        1,
        "a digit of the checksum changed or lost raises a ValueError.",
        damaged_checksum,
        driver=REFUSED,
    ),
]
