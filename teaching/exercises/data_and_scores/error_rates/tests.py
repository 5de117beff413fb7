"""Chapter 11, exercise 1: the phoneme error rate and the word error rate."""

from teaching.authoring.exercise import Test

SOUNDS = [*"BDFKLMNRSTWZ", "AA", "AE", "AH", "EH", "IY", "OW", "UW"]


def sounds(rng, length):
    return [str(sound) for sound in rng.choice(SOUNDS, length)]


def changed(rng, row):
    """A pronunciation with a few edits, which differs in length too."""
    row = list(row)
    for _ in range(int(rng.integers(1, 3))):
        row[int(rng.integers(len(row)))] = str(rng.choice(SOUNDS))
    more = sounds(rng, int(rng.integers(1, 3)))
    return [*row, *more] if rng.random() < 0.7 else row[1:]


def one_way(rng):
    """Words with one pronunciation; some are said right."""
    listed, said = [], []
    for k in range(int(rng.integers(5, 9))):
        row = sounds(rng, int(rng.integers(3, 9)))
        listed.append([row])
        said.append(list(row) if k < 2 else changed(rng, row))
    return said, listed


def several_ways(rng):
    """Words with up to three; one is said as its last, one is as near to two of them."""
    said, listed = [], []
    for k in range(int(rng.integers(4, 7))):
        ways = [sounds(rng, int(rng.integers(3, 8))) for _ in range(1 + k % 3)]
        listed.append(ways)
        said.append(list(ways[-1]) if k == 2 else changed(rng, ways[-1]))
    row = ["B", *sounds(rng, 4), "K"]
    said.append(row)
    listed.append([[*row, "Z"], row[:-1]])
    return said, listed


def right_words(rng):
    _, listed = several_ways(rng)
    return [ways[-1] for ways in listed], listed


SPECIAL = """\
def driver(answer, said, listed):
    found = {"the rates, if all words are right": list(answer(said, listed))}
    babble = [*said[0], *["AH"] * 20]
    found["the rates of one word with twenty sounds too many"] = list(
        answer([babble], [listed[0]])
    )
    try:
        answer([], [])
        raised = False
    except ValueError:
        raised = True
    except Exception:  # an accident of the calculation
        raised = False
    found["no word at all raises a ValueError"] = raised
    return found
"""

NAMES = ("the phoneme error rate", "the word error rate")
TESTS = [
    Test(
        "one pronunciation",
        1,
        "words with one pronunciation: edits by the sounds listed, wrong words by all words",
        one_way,
        names=NAMES,
    ),
    Test(
        "several",
        2,
        "words with several pronunciations: the nearest counts, of equally near ones the first",
        several_ways,
        names=NAMES,
    ),
    Test(
        "special",
        1,
        "all right is 0, who babbles gets more than 1, and no word at all is refused",
        right_words,
        driver=SPECIAL,
        trials=1,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 6: zip(said, listed, strict=True) -> zip(said, listed)": (
        "both lists have the same length"
    ),
    "line 6: True -> False": ("both lists have the same length"),
    "line 7: edit_distance(ours, way) -> edit_distance(way, ours)": (
        "the distance is the same both ways"
    ),
}
