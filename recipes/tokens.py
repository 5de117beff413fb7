"""Tokenizers are learned here; what applies them is in transformer_lib/weight_files.py."""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from transformer_lib.checkpoints import write_whole
from transformer_lib.weight_files import Subwords, Words, make_tokenizer

AT_MOST = 1_000_000  # texts that a tokenizer is learned from
OFTEN = 3  # so often a character must occur to have a token of its own


def learn_subwords(
    texts: Iterable[str], size: int, with_bytes: bool = True
) -> Subwords:
    """Learn byte-pair encoding from texts, with ``size`` tokens at most."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    special = ["<pad>", "<start>", "<end>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=size - 256 * with_bytes,
        special_tokens=special,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merges = [" ".join(merge) for merge in model["merges"]]
    joined = {merge.replace(" ", "") for merge in merges}
    characters = [
        token
        for token in model["vocab"]
        if token not in joined and token not in special
    ]
    return Subwords(characters, merges, with_bytes)


def learn_tokenizer(texts: Iterable[str], kind: str, size: int) -> Subwords:
    """Learn one of the three kinds of tokenizers from texts.

    Whatever a text holds, it can read it: what has no token of its own is spelled in bytes.
    """
    texts = islice(texts, AT_MOST)
    if kind == "bytes":
        return Subwords([], [], with_bytes=True)
    if kind == "characters":
        counts = Counter()
        for text in texts:
            counts.update(text.replace(" ", "▁"))
        often = [each for each, times in counts.items() if times >= OFTEN]
        return Subwords(sorted({*often, "▁"}), [], with_bytes=True)
    return learn_subwords(texts, size)


def save_tokenizer(path: Path, tokenizer: Subwords | Words) -> None:
    """Write what describes a tokenizer."""
    text = json.dumps(tokenizer.description, ensure_ascii=False)
    write_whole(path, (text + "\n").encode())


def load_tokenizer(path: Path) -> Subwords | Words:
    """Return the tokenizer that a file describes."""
    return make_tokenizer(json.loads(path.read_text(encoding="utf-8")))
