"""Texts and their targets in files, as a recipe's data; and what a translation of them is worth."""

import hashlib
import os
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import sacrebleu

from recipes.pairs import Pairs
from recipes.tokens import load_tokenizer
from transformer_lib.training import Vocabulary

START, END = Vocabulary.start_id, Vocabulary.end_id
UNLIKE = 0.5  # below it no text of the training is like another
COMPARED = 500_000  # training texts, at most, with which others are compared


def words_of(text: str) -> set[str]:
    """Return the words of a text in small letters."""
    return set(re.findall(r"\w+", text.lower()))


def similarity(texts: list[str], others: list[str]) -> list[float]:
    """Return for each text how similar the most similar of the others is, 0 to 1.

    That is the number of words that both have, divided by the number that one of them has
    (Jaccard's index).
    """
    sets = [words_of(other) for other in others]
    sizes = np.array([len(words) for words in sets])
    with_word = defaultdict(list)
    for place, words in enumerate(sets):
        for word in words:
            with_word[word].append(place)
    most = []
    for text in texts:
        words = words_of(text)
        both = np.zeros(len(sets), dtype=int)  # words shared with each other
        for word in words:
            both[with_word.get(word, [])] += 1
        either = np.maximum(len(words) + sizes - both, 1)
        most.append(float((both / either).max(initial=0.0)))
    return most


def scores_of(
    said: list[str], references: list[str], unlike: list[bool]
) -> dict[str, str]:
    """Return BLEU and chrF of all texts and of those unlike the training, and exact matches."""
    scores = {}
    chosen_of = {"all": [True] * len(said), "unlike": unlike}
    for name, chosen in chosen_of.items():
        pairs = zip(said, references, chosen, strict=True)
        kept = [(ours, theirs) for ours, theirs, yes in pairs if yes]
        if not kept:
            continue
        ours, theirs = map(list, zip(*kept, strict=True))
        for metric in sacrebleu.BLEU(), sacrebleu.CHRF():
            value = metric.corpus_score(ours, [theirs])
            scores[f"{value.name}, {name}"] = (
                f"{value.score:.1f} of {len(ours):,} pairs"
            )
            scores[f"signature of {value.name}"] = str(metric.get_signature())
        exact = sum(a == b for a, b in kept) / len(kept)
        scores[f"right to the last letter, {name}"] = (
            f"{exact:.1%} of {len(kept):,} pairs"
        )
    return scores


class TextData:
    """The texts that `python -m recipes new` has cleaned and split."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.source = load_tokenizer(folder / "source.json")
        self.target = load_tokenizer(folder / "target.json")

    def lines(self, part: str):
        """Yield (source, target) of a part, text by text."""
        with (self.folder / f"{part}.tsv").open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                source, tab, target = line.rstrip("\n").partition("\t")
                if not (tab and source.strip() and target.strip()):
                    raise ValueError(
                        f"{file.name}, line {number}: source, tab, target were expected"
                    )
                yield source, target

    def pairs(self, part: str) -> Pairs:
        """Return the token ids of a part, mapped from a file.

        The file is written when the texts are read first, and again when they or the tokenizers
        have changed.
        """
        digest = hashlib.sha256()
        for name in f"{part}.tsv", "source.json", "target.json":
            with (self.folder / name).open("rb") as file:
                its = hashlib.file_digest(file, "sha256").digest()
            digest.update(its)
        path = self.folder / "ids" / part
        made_of = path.with_suffix(".made_of")
        if not (
            made_of.exists() and made_of.read_text() == digest.hexdigest()
        ):
            path.parent.mkdir(exist_ok=True)
            encoded = (
                (
                    self.source.encode(source),
                    [START, *self.target.encode(target), END],
                )
                for source, target in self.lines(part)
            )
            # Processes that train together may each write it: the last is as good as the first.
            mine = path.with_name(f"{part}-{os.getpid()}")
            Pairs.write(mine, encoded, max(len(self.source), len(self.target)))
            for file in path.parent.glob(f"{mine.name}.*"):
                os.replace(file, path.with_suffix(file.suffix))
            made_of.write_text(digest.hexdigest())
        return Pairs.open(path)

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: the source of each pair."""
        return [self.source.encode(source) for source, _ in self.lines(part)]

    def score(self, written: list[list[int]], part: str) -> dict[str, str]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        said = [self.target.decode(row) for row in written]
        sources, references = zip(*self.lines(part), strict=True)
        training = [source for source, _ in self.lines("train")][:COMPARED]
        most = similarity(sources, training)
        unlike = [value < UNLIKE for value in most]
        return scores_of(said, list(references), unlike)
