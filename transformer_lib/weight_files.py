"""Weight files: read, and checked before they are believed.

Developed in chapters/11_data_and_scores.ipynb: change it there, then run `make
update`.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from transformer_lib.decoding import beam_search
from transformer_lib.training import Vocabulary, write_all
from transformer_lib.transformer import Transformer

__all__ = [
    "load_weights",
    "search_all",
    "Subwords",
    "Words",
    "make_tokenizer",
    "Translator",
    "load_translator",
]


def _checksum(tensors):
    """Return a hash of tensors and their names, as text."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].numpy().tobytes())
    return digest.hexdigest()


def _check_weights(weights, wanted, checksum):
    """Raise ValueError unless names, shapes and numbers are as they should."""
    if wanted.keys() != weights.keys():
        differ = sorted(wanted.keys() ^ weights.keys())
        raise ValueError(f"missing or unknown names: {differ}")
    for name, weight in weights.items():
        if weight.shape != wanted[name].shape:
            raise ValueError(
                f"{name} is {tuple(weight.shape)}, not "
                f"{tuple(wanted[name].shape)}"
            )
        if not weight.isfinite().all():
            raise ValueError(f"{name} holds numbers that are not finite")
    if checksum != _checksum(weights):
        raise ValueError("the checksum is missing or does not fit the numbers")


def load_weights(
    path: str | Path, kind: type[nn.Module] = Transformer
) -> tuple[nn.Module, dict[str, Any]]:
    """Build the model of a weight file; return it and what the file says.

    Parameters
    ----------
    path : str or Path
    kind : class
        The model's, built as ``kind(**sizes)``.

    Returns
    -------
    model : of that kind
        In single precision, in evaluation mode.
    about : dict
        Texts; and "tokenizer" as it was saved, if the file carries one.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, or holds another kind of model, or not the
        weights of its sizes.

    Source: the format of the library ``safetensors``.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            names = file.keys()
            weights = {name: file.get_tensor(name) for name in names}
        model = kind(**json.loads(about["sizes"]))
        own = dict(model.named_parameters())
        _check_weights(weights, own, about.get("checksum"))
        with torch.no_grad():
            for name, weight in weights.items():
                own[name].copy_(weight)
        if "tokenizer" in about:
            about["tokenizer"] = json.loads(about["tokenizer"])
    except (
        SafetensorError,
        ArithmeticError,
        KeyError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise ValueError(
            f"{path} is damaged or no weight file of a {kind.__name__} of "
            f"this book ({error}). Remedy: fetch it again, train it anew with its "
            "recipe, or name the class that it belongs to as kind="
        ) from error
    return model.eval(), about


def search_all(
    model: Transformer,
    sources: list[list[int]],
    num_beams: int = 4,
    alpha: float = 0.6,
    batch_size: int = 64,
) -> list[list[int]]:
    """Return the best hypothesis that ``beam_search`` finds for each source.

    Sources and hypotheses are lists of token ids; errors are those of the
    model. One beam is greedy decoding.

    Source: chapter 10 of this book.
    """

    def best(src: Tensor, **options: Any) -> Tensor:
        tokens, _ = beam_search(
            model, src, num_beams=num_beams, alpha=alpha, **options
        )
        return tokens[:, 0]

    return write_all(
        model,
        sources,
        best,
        batch_size=batch_size,
        start_id=Vocabulary.start_id,
        end_id=Vocabulary.end_id,
        max_new_tokens=model.config["max_len"] - 1,
    )


def _pieces(word, rank_of):
    """Return the pieces of a word; the pair of the lowest rank goes first."""
    pieces = list(word)
    while len(pieces) > 1:
        ranks = [rank_of.get(pair, math.inf) for pair in pairwise(pieces)]
        lowest = min(ranks)
        if lowest == math.inf:
            break
        i = ranks.index(lowest)
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    return pieces


class Subwords:
    """Byte-pair encoding: a text as token ids, and back.

    Parameters
    ----------
    characters : list of str
        Those of the training texts, with "▁", which stands for a space.
    merges : list of str
        Pairs such as "e i", in the order in which they are made.
    with_bytes : bool
        Whether another character is spelled in the bytes of its UTF-8, one
        token each; otherwise it is refused.

    Without merges the tokens are characters; with nothing at all, bytes.

    Source: Sennrich, Haddow and Birch (2016).
    """

    def __init__(
        self,
        characters: list[str],
        merges: list[str],
        with_bytes: bool = False,
    ) -> None:
        self.description = dict(
            characters=characters, merges=merges, with_bytes=with_bytes
        )
        single = [bytes([i]) for i in range(256)] if with_bytes else []
        joined = (merge.replace(" ", "") for merge in merges)
        pieces = list(dict.fromkeys([*characters, *joined]))
        first = len(single) + Vocabulary.end_id + 1
        self.tokens = [*Vocabulary([]).tokens]
        self.tokens += [f"<{byte.hex()}>" for byte in single] + pieces
        self._bytes = [b""] * 3 + single + [text.encode() for text in pieces]
        self._id_of = {piece: first + i for i, piece in enumerate(pieces)}
        self._rank_of = {
            tuple(merge.split(" ")): rank for rank, merge in enumerate(merges)
        }
        self._readable = None if with_bytes else {*characters, " "}
        self._ids_of = lru_cache(100_000)(self._ids_of_word)

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text.

        Raises ValueError for an empty text, and for a character that cannot
        be read; the message says which.
        """
        if not text.strip():
            raise ValueError(
                "the text is empty: there is nothing to translate"
            )
        for position, character in enumerate(text if self._readable else ""):
            if character not in self._readable:
                raise ValueError(
                    f"character {position} of the text is {character!r}, "
                    "which no text of the training had: the model cannot "
                    "read it"
                )
        marked = "▁" + text.replace(" ", "▁").removeprefix("▁")
        words = re.findall("▁[^▁]*", marked)
        return [i for word in words for i in self._ids_of(word)]

    def _ids_of_word(self, word):
        ids = []
        for piece in _pieces(word, self._rank_of):
            if piece in self._id_of:
                ids.append(self._id_of[piece])
            else:  # in bytes, of which the first has the id 3
                spelled = piece.replace("▁", " ").encode()
                ids += [byte + Vocabulary.end_id + 1 for byte in spelled]
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids, without padding, start and end.

        Raises IndexError for an id outside the table.
        """
        joined = b"".join(self._bytes[i] for i in ids)
        text = joined.decode("utf-8", errors="replace")
        return text.replace("▁", " ").removeprefix(" ")


class Words:
    """Texts of known words, letters or sounds as token ids, and back.

    ``tokens`` are those of a ``Vocabulary``, in the order of their ids;
    ``between`` separates two of them in a text: " ", or "" for letters.

    Source: chapter 9 of this book.
    """

    def __init__(self, tokens: list[str], between: str) -> None:
        self.description = dict(tokens=tokens, between=between)
        self.vocabulary = Vocabulary([tokens[Vocabulary.end_id + 1 :]])
        if self.vocabulary.tokens != tokens:
            raise ValueError("the tokens are not those of a Vocabulary")
        self.tokens, self.between = tokens, between

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text; errors as ``Vocabulary.encode``."""
        return self.vocabulary.encode(text.split() if self.between else text)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids, without padding, start and end."""
        return self.between.join(self.vocabulary.decode(ids))


def make_tokenizer(description: dict[str, Any]) -> Subwords | Words:
    """Return the tokenizer with this ``description``, as a file holds it.

    Raises TypeError if it describes neither ``Subwords`` nor ``Words``.
    """
    kind = Subwords if "merges" in description else Words
    return kind(**description)


class Translator:
    """A trained network with its tokenizers: texts in, texts out.

    ``source`` and ``target`` are the tokenizers of what it reads and what it
    generates; ``about`` is what its file says.

    Source: chapters 10 and 11 of this book.
    """

    def __init__(
        self,
        model: Transformer,
        source: Subwords | Words,
        target: Subwords | Words,
        about: dict[str, Any],
    ) -> None:
        self.model, self.about = model, about
        self.source, self.target = source, target

    def __call__(
        self, text: str, num_beams: int = 4, alpha: float = 0.6
    ) -> str:
        """Return the translation of a text that beam search finds.

        Raises ValueError for a text that is empty, too long, or holds what
        the tokenizer cannot read.
        """
        ids = self.source.encode(text)
        (row,) = search_all(self.model, [ids], num_beams, alpha)
        return self.target.decode(row)


def load_translator(path: str | Path) -> Translator:
    """Return the translator of a weight file; nothing else is needed.

    Raises FileNotFoundError and ValueError as ``load_weights`` does, and
    ValueError if the file carries no tokenizers of the model's sizes.
    """
    model, about = load_weights(path)
    try:
        described = about["tokenizer"]
        source = make_tokenizer(described["source"])
        target = make_tokenizer(described["target"])
        sizes, own = (len(source), len(target)), model.config
        if sizes != (own["src_vocab_size"], own["tgt_vocab_size"]):
            raise ValueError(f"they have {sizes} tokens, the model others")
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path} carries no tokenizers that fit ({error}). Remedy: "
            "load_weights, if the weights are enough"
        ) from error
    return Translator(model, source, target, about)
