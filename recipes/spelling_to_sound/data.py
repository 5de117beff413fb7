"""The words and their sounds, in three parts, as token ids."""

import hashlib
import lzma
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from transformer_lib.training import Vocabulary
from transformer_lib.weight_files import Words

FILE = Path(__file__).with_name("words.tsv.xz")
TEST, VALID = 5, 2  # of 100 words


def read_words() -> dict[str, list[list[str]]]:
    """Return each word with its listed pronunciations, each a list of sounds."""
    with lzma.open(FILE, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {
        word: [sounds.split() for sounds in listed] for word, *listed in rows
    }


def part_of(word: str) -> str:
    """Return "train", "valid" or "test", the same on every machine and for ever."""
    digest = hashlib.sha256(word.encode()).digest()
    number = int.from_bytes(digest[:4], "big") % 100
    return (
        "test"
        if number < TEST
        else "valid"
        if number < TEST + VALID
        else "train"
    )


class Data:
    """Words as letters, pronunciations as sounds; both as token ids."""

    def __init__(self):
        self.words = read_words()
        self.letters = Vocabulary(self.words)
        self.sounds = Vocabulary(
            sounds for listed in self.words.values() for sounds in listed
        )
        self.source = Words(self.letters.tokens, between="")
        self.target = Words(self.sounds.tokens, between=" ")

    def words_of(self, part: str) -> list[str]:
        return [word for word in self.words if part_of(word) == part]

    def pairs(self, part: str) -> list[tuple[list[int], list[int]]]:
        """Return (letters, start + sounds + end) for each listed pronunciation."""
        start, end = self.sounds.start_id, self.sounds.end_id
        return [
            (
                self.letters.encode(word),
                [start, *self.sounds.encode(sounds), end],
            )
            for word in self.words_of(part)
            for sounds in self.words[word]
        ]

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: each word once."""
        return [self.letters.encode(word) for word in self.words_of(part)]

    def score(self, written: list[list[int]], part: str) -> dict[str, str]:
        """Return what the rows are worth that the model wrote for ``sources``.

        A word is right if its sounds are one of the listed pronunciations. Edits are counted
        against the nearest of them.
        """
        edits = sounds = wrong = 0
        for word, row in zip(self.words_of(part), written, strict=True):
            said = self.sounds.decode(row)
            nearest = min(
                self.words[word],
                key=lambda listed: Levenshtein.distance(said, listed),
            )
            distance = Levenshtein.distance(said, nearest)
            edits, sounds, wrong = (
                edits + distance,
                sounds + len(nearest),
                wrong + (distance > 0),
            )
        return {
            "word error rate": f"{wrong / len(written):.2%} of {len(written):,} words",
            "phoneme error rate": f"{edits / sounds:.2%} of {sounds:,} sounds",
        }
