"""Groups of pairs that must stay in one part."""

from teaching.authoring.exercise import Test

SIGNS = ["", ".", "...", "!", ":"]


def texts(rng, count):
    """Different short texts of one or two words."""
    found = []
    while len(found) < count:
        words = [
            "".join(rng.choice(list("aeiouklmnrst"), int(rng.integers(3, 7))))
            for _ in range(int(rng.integers(1, 3)))
        ]
        if (text := " ".join(words)) not in found:
            found.append(text)
    return found


def shuffled(rng, pairs):
    return [pairs[i] for i in rng.permutation(len(pairs))]


def alone_and_together(rng):
    """Pairs alone, and groups that have one German or one English text in common."""
    pairs = []
    for size in rng.integers(1, 4, int(rng.integers(5, 9))):
        german, english = texts(rng, int(size)), texts(rng, int(size))
        if rng.random() < 0.5:
            german = german[:1] * int(size)
        else:
            english = english[:1] * int(size)
        pairs += zip(german, english, strict=True)
    pairs += zip(["x same"] * 2, texts(rng, 2), strict=True)
    pairs += zip(texts(rng, 2), ["x alike"] * 2, strict=True)
    return (shuffled(rng, pairs),)


def dressed(rng, text):
    """The same text with other capitals and signs."""
    text = rng.choice([text, text.upper(), text.capitalize()])
    return str(text) + str(rng.choice(SIGNS))


def signs(rng):
    (pairs,) = alone_and_together(rng)
    pairs = [(dressed(rng, a), dressed(rng, b)) for a, b in pairs]
    # Two groups, and a pair that makes them one.
    pairs += [("other", "ab!"), ("Other.", "ef"), ("Same! X", "cd")]
    return ([*pairs, ("SAME X.", "Ab")],)


def linked(rng):
    """Groups that only a later pair links, two or three of them in a chain."""
    pairs, links = [], []
    for length in (2, 3, int(rng.integers(2, 5))):
        german, english = texts(rng, length), texts(rng, length)
        pairs += zip(german, english, strict=True)
        pairs += zip(
            texts(rng, length), english, strict=True
        )  # more of each group
        chain = list(zip(german, english[1:], strict=False))
        links += chain[::-1] if rng.random() < 0.5 else chain
    pairs += zip(texts(rng, 3), texts(rng, 3), strict=True)
    return ([*shuffled(rng, pairs), *links],)


TESTS = [
    Test(
        "one text in common",
        1,
        "pairs with the same German or the same English are one group",
        alone_and_together,
    ),
    Test(
        "capitals and signs",
        1,
        "capitals and punctuation make no difference",
        signs,
    ),
    Test(
        "linked later",
        3,
        "a pair that links two groups makes them one, with all their pairs",
        linked,
    ),
]
