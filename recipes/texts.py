"""Texts and their targets in files, as a recipe's data; and what a translation of them is worth."""

import hashlib
import lzma
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sacrebleu

from recipes.pairs import Pairs
from recipes.tokens import load_tokenizer
from transformer_lib.checkpoints import write_whole
from transformer_lib.training import Vocabulary
from transformer_lib.transformer import Transformer

START, END = Vocabulary.start_id, Vocabulary.end_id
UNLIKE = 0.5  # below it no text of the training is like another
# See bford.info/cachedir.
CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
COMPARED = 500_000  # training texts, at most, with which others are compared


def read_packed(path: Path) -> list[list[str]]:
    """Return the rows of a packed file; a tab is between two cells."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write_packed(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write what ``read_packed`` reads, and say so."""
    lines = ["\t".join(row) + "\n" for row in rows]
    write_whole(path, lzma.compress("".join(lines).encode(), preset=9))
    size = path.stat().st_size
    print(f"{path.name}: {len(lines):,} lines, {size:,} bytes")


def part_of(text: str, test: int, valid: int) -> str:
    """Return the part of a text. Its hash decides: of 100, ``test`` and ``valid`` are held out."""
    digest = hashlib.sha256(text.encode()).digest()
    number = int.from_bytes(digest[:4], "big") % 100
    if number < test:
        return "test"
    return "valid" if number < test + valid else "train"


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


class Score(NamedTuple):
    """A score: a number, how it is shown, and how many of what were scored."""

    value: float | int | str
    form: str = ""
    of: int | None = None
    what: str = ""

    def __str__(self) -> str:
        shown = format(self.value, self.form)
        if self.of is None:
            return shown
        return f"{shown} of {self.of:,} {self.what}".rstrip()


def scores_of(
    said: list[str], references: list[str], unlike: list[bool]
) -> dict[str, Score]:
    """Return BLEU and chrF of all texts and of those unlike the training, and exact matches."""
    scores = {}
    chosen_of = {"all": [True] * len(said), "unlike": unlike}
    for name, chosen in chosen_of.items():
        pairs = zip(said, references, chosen, strict=True)
        kept = [(ours, theirs) for ours, theirs, yes in pairs if yes]
        if not kept:
            continue
        ours, theirs = map(list, zip(*kept, strict=True))
        of = len(kept), "pairs"
        for metric in sacrebleu.BLEU(), sacrebleu.CHRF():
            value = metric.corpus_score(ours, [theirs])
            scores[f"{value.name}, {name}"] = Score(value.score, ".1f", *of)
            signature = str(metric.get_signature())
            scores[f"signature of {value.name}"] = Score(signature)
        exact = sum(a == b for a, b in kept) / len(kept)
        scores[f"right to the last letter, {name}"] = Score(exact, ".1%", *of)
    return scores


class PairData:
    """Pairs of texts in three parts, with a tokenizer of each side, ``source`` and ``target``.

    A recipe says which ``texts(part)`` there are, (source, target) each, and perhaps how they are
    scored.
    """

    kind = Transformer

    @property
    def sizes(self) -> dict[str, int]:
        """What the model must know about the data."""
        its = {"src": self.source, "tgt": self.target}
        return {f"{side}_vocab_size": len(each) for side, each in its.items()}

    @property
    def tokenizers(self) -> dict[str, dict]:
        """What describes the tokenizers, for a weight file."""
        its = {"source": self.source, "target": self.target}
        return {side: each.description for side, each in its.items()}

    def pairs(self, part: str) -> Iterable[tuple[list[int], list[int]]]:
        """Return (source, start + target + end) of each pair of a part, as ids."""
        return list(self.encoded(part))

    def encoded(self, part: str) -> Iterator[tuple[list[int], list[int]]]:
        """Yield these pairs one by one."""
        for source, target in self.texts(part):
            target_ids = [START, *self.target.encode(target), END]
            yield self.source.encode(source), target_ids

    def sources(self, part: str) -> list[list[int]]:
        """Return what the model is asked: the source of each pair."""
        return [self.source.encode(source) for source, _ in self.texts(part)]

    def score(self, written: list[list[int]], part: str) -> dict[str, Score]:
        """Return what the rows are worth that the model wrote for ``sources``."""
        said = [self.target.decode(row) for row in written]
        sources, references = zip(*self.texts(part), strict=True)
        training = [source for source, _ in self.texts("train")][:COMPARED]
        most = similarity(sources, training)
        unlike = [value < UNLIKE for value in most]
        return scores_of(said, list(references), unlike)


class TextData(PairData):
    """The texts that `python -m recipes new` has cleaned and split."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.source = load_tokenizer(folder / "source.json")
        self.target = load_tokenizer(folder / "target.json")

    def texts(self, part: str) -> Iterator[tuple[str, str]]:
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

        Raises ValueError if the folder ``ids`` holds files that are not of this kind.
        """
        digest = hashlib.sha256()
        for name in f"{part}.tsv", "source.json", "target.json":
            with (self.folder / name).open("rb") as file:
                its = hashlib.file_digest(file, "sha256").digest()
            digest.update(its)
        path = self.folder / "ids" / part
        made_of = path.with_suffix(".made_of")
        known = made_of.read_text() if made_of.exists() else ""
        if known != digest.hexdigest():
            claim_cache(path.parent)
            # Processes that train together may each write it: the last is as good as the first.
            mine = path.with_name(f"{part}-{os.getpid()}")
            size = max(len(self.source), len(self.target))
            Pairs.write(mine, self.encoded(part), size)
            for file in path.parent.glob(f"{mine.name}.*"):
                os.replace(file, path.with_suffix(file.suffix))
            made_of.write_text(digest.hexdigest())
        return Pairs.open(path)


def claim_cache(folder: Path) -> None:
    """Make a folder for what can be made again, or see that it is one; raise ValueError if not."""
    folder.mkdir(exist_ok=True)
    tag = folder / "CACHEDIR.TAG"
    ours = (".made_of", ".starts", ".ids16", ".ids32")
    if not tag.exists() and {f.suffix for f in folder.iterdir()} - {*ours}:
        raise ValueError(
            f"{folder} holds files that were not made here. Remedy: move them elsewhere"
        )
    tag.write_text(CACHE_TAG)
