"""The numbers 0 to 9999, English words to German characters, as token ids."""

import lzma
from pathlib import Path

import torch

from transformer_lib.training import Vocabulary, exact_match
from transformer_lib.weight_files import Words

FILE = Path(__file__).with_name("pairs.tsv.xz")
HELD_OUT = 1_000  # the same numbers as in chapter 9


def read_numbers() -> list[tuple[list[str], list[str]]]:
    """Return (English words, German characters) of 0, 1, ..., 9999."""
    with lzma.open(FILE, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(english.split(), list(german)) for english, german in rows]


class Data:
    """English words and German characters, both as token ids."""

    def __init__(self):
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
            "train": order[HELD_OUT + 200 :],
        }

    def pairs(self, part: str) -> list[tuple[list[int], list[int]]]:
        """Return (English, start + German + end) of each number of a part."""
        start, end = self.german.start_id, self.german.end_id
        return [
            (
                self.english.encode(english),
                [start, *self.german.encode(german), end],
            )
            for english, german in (self.numbers[n] for n in self.parts[part])
        ]

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked, once each."""
        return [source for source, _ in self.pairs(part)]

    def score(self, written: list[list[int]], part: str) -> dict[str, str]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        right = exact_match(
            written, [target for _, target in self.pairs(part)]
        )
        return {"right to the last letter": f"{right:.1%} of {len(written):,}"}
