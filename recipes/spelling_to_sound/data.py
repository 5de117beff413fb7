"""The words and their sounds, in three parts, as token ids."""

from operator import itemgetter
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from recipes import texts
from recipes.texts import PairData, Score, read_packed
from transformer_lib.training import Vocabulary
from transformer_lib.weight_files import Words

FILE = Path(__file__).with_name("words.tsv.xz")
TEST, VALID = 5, 2  # of 100 words


def read_words() -> dict[str, list[list[str]]]:
    """Return each word with its listed pronunciations, each a list of sounds."""
    return {
        word: [sounds.split() for sounds in listed]
        for word, *listed in read_packed(FILE)
    }


def part_of(word: str) -> str:
    """Return "train", "valid" or "test", the same on every machine and for ever."""
    return texts.part_of(word, TEST, VALID)


class Data(PairData):
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

    def texts(self, part: str) -> list[tuple[str, str]]:
        """Return (word, sounds) for each listed pronunciation."""
        return [
            (word, " ".join(sounds))
            for word in self.words_of(part)
            for sounds in self.words[word]
        ]

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: each word once."""
        return [self.letters.encode(word) for word in self.words_of(part)]

    def score(self, written: list[list[int]], part: str) -> dict[str, Score]:
        """Return what the rows are worth that the model wrote for ``sources``.

        A word is right if its sounds are one of the listed pronunciations. Edits are counted
        against the nearest of them.
        """
        edits = sounds = wrong = 0
        for word, row in zip(self.words_of(part), written, strict=True):
            said = self.sounds.decode(row)
            distances = (
                (Levenshtein.distance(said, listed), len(listed))
                for listed in self.words[word]
            )
            distance, length = min(distances, key=itemgetter(0))
            edits, sounds = edits + distance, sounds + length
            wrong += distance > 0
        words = len(written)
        return {
            "word error rate": Score(wrong / words, ".2%", words, "words"),
            "phoneme error rate": Score(
                edits / sounds, ".2%", sounds, "sounds"
            ),
        }
