"""The sentences in three parts, as token ids of byte-pair encoding."""

import lzma
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import sacrebleu
from tokenizers import Tokenizer

HERE = Path(__file__).parent
PAD, START, END = 0, 1, 2
UNLIKE = 0.5  # from here on two sentences are alike


def read_pairs() -> list[tuple[str, str, str, str]]:
    """Return (part, origin, German, English) of each pair."""
    with lzma.open(HERE / "pairs.tsv.xz", "rt", encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]


def words_of(text: str) -> set[str]:
    """Return the words of a text in small letters."""
    return set(re.findall(r"\w+", text.lower()))


def likeness(texts: list[str], others: list[str]) -> list[float]:
    """Return for each text how like it is to the likest of the others, 0 to 1.

    That is the number of words that both have, divided by the number that one of them has
    (Jaccard's index).
    """
    sets = [words_of(other) for other in others]
    sizes = np.array([len(words) for words in sets])
    with_word = defaultdict(list)
    for place, words in enumerate(sets):
        for word in words:
            with_word[word].append(place)
    likest = []
    for text in texts:
        words = words_of(text)
        both = np.zeros(len(sets), dtype=int)  # words shared with each other
        for word in words:
            both[with_word.get(word, [])] += 1
        either = np.maximum(len(words) + sizes - both, 1)
        likest.append(float((both / either).max(initial=0.0)))
    return likest


class Subwords:
    """A tokenizer of the library ``tokenizers`` that takes no character it does not know."""

    def __init__(self, language: str):
        self.tokenizer = Tokenizer.from_file(str(HERE / f"{language}.json"))
        added = self.tokenizer.get_added_tokens_decoder().values()
        special = {token.content for token in added}  # <pad>, <start>, <end>
        learnt = set(self.tokenizer.get_vocab()) - special
        self.characters = set("".join(learnt)) | {" "}

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
    """German and English sentences, both as token ids.

    ``with_help`` says whether the texts of the help take part in the training.
    """

    def __init__(self, with_help: bool = True):
        self.rows = [
            row for row in read_pairs() if with_help or row[1] == "program"
        ]
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

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: the German of each pair."""
        return [source for source, _ in self.pairs(part)]

    def unlike(self, part: str) -> list[bool]:
        """Say of each pair whether its German is unlike all German of the training."""
        of_training = [german for german, _ in self.texts("train")]
        of_part = [german for german, _ in self.texts(part)]
        return [value < UNLIKE for value in likeness(of_part, of_training)]

    def score(self, written: list[list[int]], part: str) -> dict[str, str]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        said = [self.english.decode(row) for row in written]
        references = [english for _, english in self.texts(part)]
        scores = {}
        for name, chosen in (
            ("all", [True] * len(said)),
            ("unlike", self.unlike(part)),
        ):
            ours = [
                text for text, yes in zip(said, chosen, strict=True) if yes
            ]
            theirs = [
                text
                for text, yes in zip(references, chosen, strict=True)
                if yes
            ]
            for metric in sacrebleu.BLEU(), sacrebleu.CHRF():
                value = metric.corpus_score(ours, [theirs])
                scores[f"{value.name}, {name}"] = (
                    f"{value.score:.1f} of {len(ours):,} pairs"
                )
                scores[f"signature of {value.name}"] = str(
                    metric.get_signature()
                )
        return scores
