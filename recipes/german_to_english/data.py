"""The sentences in three parts, as token ids of byte-pair encoding."""

import lzma
from pathlib import Path

from recipes.texts import END, START, UNLIKE, scores_of, similarity
from recipes.tokens import load_tokenizer

HERE = Path(__file__).parent


def read_pairs() -> list[tuple[str, str, str, str]]:
    """Return (part, origin, German, English) of each pair."""
    with lzma.open(HERE / "pairs.tsv.xz", "rt", encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]


class Data:
    """German and English sentences, both as token ids.

    ``with_help`` says whether the texts of the help take part in the training.
    """

    def __init__(self, with_help: bool = True):
        self.rows = [
            row for row in read_pairs() if with_help or row[1] == "program"
        ]
        self.source = self.german = load_tokenizer(HERE / "german.json")
        self.target = self.english = load_tokenizer(HERE / "english.json")

    def texts(self, part: str) -> list[tuple[str, str]]:
        """Return (German, English) of each pair of a part."""
        return [
            (german, english)
            for its, _, german, english in self.rows
            if its == part
        ]

    def pairs(self, part: str) -> list[tuple[list[int], list[int]]]:
        """Return (German, start + English + end) of each pair of a part, as ids."""
        return [
            (
                self.german.encode(german),
                [START, *self.english.encode(english), END],
            )
            for german, english in self.texts(part)
        ]

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: the German of each pair."""
        return [source for source, _ in self.pairs(part)]

    def unlike(self, part: str) -> list[bool]:
        """Say of each pair whether its German is unlike all German of the training."""
        of_training = [german for german, _ in self.texts("train")]
        of_part = [german for german, _ in self.texts(part)]
        return [value < UNLIKE for value in similarity(of_part, of_training)]

    def score(self, written: list[list[int]], part: str) -> dict[str, str]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        said = [self.english.decode(row) for row in written]
        references = [english for _, english in self.texts(part)]
        return scores_of(said, references, self.unlike(part))
