"""The sentences in three parts, as token ids of byte-pair encoding."""

import lzma
from pathlib import Path

from tokenizers import Tokenizer

HERE = Path(__file__).parent
PAD, START, END = 0, 1, 2


def read_pairs() -> list[tuple[str, str, str, str]]:
    """Return (part, origin, German, English) of each pair."""
    with lzma.open(HERE / "pairs.tsv.xz", "rt", encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]


class Subwords:
    """A tokenizer of the library ``tokenizers`` that takes no character it does not know."""

    def __init__(self, language: str):
        self.tokenizer = Tokenizer.from_file(str(HERE / f"{language}.json"))
        self.characters = set("".join(self.tokenizer.get_vocab())) | {" "}

    def __len__(self):
        return self.tokenizer.get_vocab_size()

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text.

        Raises ValueError for an empty text and for a character that no text of the training had.
        """
        if not text.strip():
            raise ValueError(
                "the text is empty: there is nothing to translate"
            )
        for place, character in enumerate(text):
            if character not in self.characters:
                raise ValueError(
                    f"character {place} of the text is {character!r}, which no text of the "
                    "training had: the model cannot read it"
                )
        return self.tokenizer.encode(text).ids

    def decode(self, ids: list[int]) -> str:
        """Return the text of token ids, without padding, start and end."""
        return self.tokenizer.decode(ids, skip_special_tokens=True)


class Data:
    """German and English sentences, both as token ids."""

    def __init__(self):
        self.rows = read_pairs()
        self.german, self.english = Subwords("german"), Subwords("english")
        self.source_size, self.target_size = (
            len(self.german),
            len(self.english),
        )

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
