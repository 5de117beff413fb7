"""Chapter 6, exercise 2: the loop that writes."""

from teaching.authoring.exercise import Test


def inputs(rng):
    """Numbers for the bets, start, end, and after how many words end is the best bet."""
    vocabulary = 8
    start, end = (int(i) for i in rng.choice(vocabulary, 2, replace=False))
    bets = rng.normal(size=(3, vocabulary, vocabulary))
    # Start is never a good bet; end neither, until it is time.
    bets[:, :, [start, end]] = -9
    return bets.astype("float32"), start, end, int(rng.integers(4, 8))


STORY = """\
import torch


class Story:
    \"\"\"Bets on the next token, which depend on all tokens so far.\"\"\"

    def __init__(self, bets, end_id, words):
        self.bets, self.end_id, self.words = bets, end_id, words
        self.questions = []

    def __call__(self, tokens):
        tokens = [int(token) for token in tokens]
        self.questions.append(tokens)
        if len(self.questions) > 60:
            raise RuntimeError("next_scores was asked more than 60 times")
        scores = sum(
            self.bets[place % len(self.bets), token]
            for place, token in enumerate(tokens)
        )
        scores = torch.tensor(scores)
        if len(tokens) > self.words:
            scores[self.end_id] = 99.0
        return scores


"""

WORDS = (
    STORY
    + """\
def driver(answer, bets, start, end, words):
    written = answer(Story(bets, end, words), start, end, 30)
    nothing = answer(Story(bets, end, 0), start, end, 30)
    return {
        "the written tokens": [int(token) for token in written],
        "the written tokens if end comes at once": [int(t) for t in nothing],
    }
"""
)

NUMBERS = (
    STORY
    + """\
def driver(answer, bets, start, end, words):
    written = answer(Story(bets, end, words), start, end, 30)
    return {
        "the written tokens": [int(token) for token in written],
        "each token is a plain whole number, an int": all(
            isinstance(token, int) for token in written
        ),
    }
"""
)

QUESTIONS = (
    STORY
    + """\
def driver(answer, bets, start, end, words):
    story = Story(bets, end, words)
    answer(story, start, end, 20)
    return {
        "the first question": story.questions[:1],
        "the second question": story.questions[1:2],
        "the number of questions": len(story.questions),
        "the questions": story.questions,
    }
"""
)

LIMIT = (
    STORY
    + """\
def driver(answer, bets, start, end, words):
    limits = {}
    for limit in [3, 1, 0]:
        story = Story(bets, end, words)
        written = answer(story, start, end, limit)
        limits[f"written with limit {limit}"] = [int(t) for t in written]
        limits[f"questions with limit {limit}"] = len(story.questions)
    return limits
"""
)

TESTS = [
    Test(
        "words",
        1,
        "the best token at each step, until end; without start, without end",
        inputs,
        driver=WORDS,
    ),
    Test(
        "numbers",
        1,
        "the result is a list of plain whole numbers",
        inputs,
        driver=NUMBERS,
    ),
    Test(
        "questions",
        1,
        "next_scores is asked once a step, with the list of all tokens so far",
        inputs,
        driver=QUESTIONS,
    ),
    Test(
        "limit",
        1,
        "at most `limit` tokens are written, and none too few",
        inputs,
        driver=LIMIT,
    ),
]
