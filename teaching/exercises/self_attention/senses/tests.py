"""The two senses of a word, told apart by its context."""

import numpy as np

from teaching.authoring.exercise import Test

# Which sense is called 0 is free: the first sentence's is.
NAMED = """\
import numpy as np


def driver(answer, sentences, table, word):
    found = np.array([int(n) for n in answer(sentences, table, word)])
    if found.shape != (len(sentences),):
        raise ValueError("give one number, 0 or 1, for each sentence")
    return found != found[0]
"""

WIDTH = 9


def draw(rng, sizes, loud):
    """Sentences around a word with two senses: so many of each, in a drawn order."""
    turn, _ = np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))
    axes = np.eye(WIDTH)
    word = str(rng.choice(["bank", "spring", "bat", "pitch"]))
    table = {word: axes[0] + axes[1]}
    for sense in (0, 1):
        for number in range(6):
            noise = 0.1 * rng.normal(size=WIDTH) * (np.arange(WIDTH) > 1)
            # Some are more like the word than it is like itself, which is 2; none is just as like.
            length = rng.choice([1.97, 2.03])
            table[f"sense{sense}-{number}"] = length * axes[sense] + noise
    for number in range(20):
        filler = rng.normal(size=WIDTH) * (np.arange(WIDTH) > 1)
        table[f"filler-{number}"] = loud * filler / np.linalg.norm(filler)
    # Names and order tell nothing: each token gets a number and a place, both drawn.
    numbers = rng.permutation(len(table)).tolist()
    names = {t: f"word-{n}" for t, n in zip(table, numbers, strict=True)}
    names[word] = word
    tokens = [list(table)[place] for place in rng.permutation(len(table))]
    table = {names[token]: table[token] @ turn for token in tokens}
    senses = rng.permutation(np.repeat([0, 1], sizes))
    if (senses == senses[0]).all() or (senses[1:] == senses[0]).all():
        senses[-1] = 1 - senses[0]
    sentences = []
    for sense in senses:
        tokens = [word]
        tokens += [f"sense{sense}-{k}" for k in rng.integers(6, size=2)]
        tokens += [
            f"filler-{k}" for k in rng.integers(20, size=rng.integers(3, 6))
        ]
        order = rng.permutation(len(tokens))
        sentences.append([names[tokens[k]] for k in order])
    return sentences, table, word


def equal(rng):
    return draw(rng, [10, 10], 0.5)


def unequal(rng):
    return draw(rng, rng.permutation([4, 15]), 0.5)


def loud(rng):
    return draw(rng, [9, 11], 3.0)


TESTS = [
    Test(
        "equal groups",
        2,
        "twenty sentences, ten for each sense.",
        equal,
        driver=NAMED,
    ),
    Test(
        "unequal groups",
        2,
        "nineteen sentences, of which only four have one of the senses.",
        unequal,
        driver=NAMED,
    ),
    Test(
        "loud words",
        4,
        "sentences full of long vectors that have nothing to do with the word.",
        loud,
        driver=NAMED,
    ),
]

# Mutants of the solution that no test can tell from it, each with the reason.
EQUIVALENT = {
    "line 9: np.subtract(points, point) -> np.subtract(point, points)": (
        "a distance is the same in both directions"
    ),
    "line 12: 0 -> 1": "any sentence will do to begin with",
    "line 12: 0 -> -1": "any sentence will do to begin with",
    "line 14: distances_from(points[one]) < distances_from(points[other]) -> "
    "distances_from(points[one]) <= distances_from(points[other])": (
        "no point lies exactly halfway"
    ),
}
