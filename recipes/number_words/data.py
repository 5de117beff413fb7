"""The numbers 0 to 9999, English words to German characters, as token ids."""

from pathlib import Path

import torch

from recipes.texts import PairData, Score, read_packed
from transformer_lib.training import Vocabulary, exact_match
from transformer_lib.weight_files import Words

FILE = Path(__file__).with_name("pairs.tsv.xz")
HELD_OUT = 1_000  # the same numbers as in the training chapter


def read_numbers() -> list[tuple[list[str], list[str]]]:
    """Return (English words, German characters) of 0, 1, ..., 9999."""
    rows = read_packed(FILE)
    return [(english.split(), list(german)) for english, german in rows]


class Data(PairData):
    """English words and German characters, both as token ids.

    An epoch shows each training number of one or two digits ``short`` times.
    """

    def __init__(self, short: int = 1):
        self.numbers = read_numbers()
        self.english = Vocabulary(english for english, _ in self.numbers)
        self.german = Vocabulary(german for _, german in self.numbers)
        self.source = Words(self.english.tokens, between=" ")
        self.target = Words(self.german.tokens, between="")
        generator = torch.Generator().manual_seed(14)
        order = torch.randperm(len(self.numbers), generator=generator).tolist()
        self.parts = {
            "test": sorted(order[:HELD_OUT]),
            "valid": sorted(order[HELD_OUT : HELD_OUT + 200]),
            "train": [
                number
                for number in order[HELD_OUT + 200 :]
                for _ in range(short if number < 100 else 1)
            ],
        }

    def texts(self, part: str) -> list[tuple[str, str]]:
        """Return (English, German) of each number of a part."""
        some = (self.numbers[n] for n in self.parts[part])
        return [(" ".join(words), "".join(letters)) for words, letters in some]

    def score(self, written: list[list[int]], part: str) -> dict[str, Score]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        targets = [target for _, target in self.pairs(part)]
        right = exact_match(written, targets)
        return {"right to the last letter": Score(right, ".1%", len(written))}
