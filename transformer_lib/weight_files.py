"""Weight files: read, and checked before they are believed.

Developed in chapters/11_data_and_scores.ipynb: change it there, then run `make
update`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

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


def _checksum(tensors: dict[str, Tensor]) -> str:
    """Return a hash of tensors and their names, as text."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].numpy().tobytes())
    return digest.hexdigest()


def _stored(model: nn.Module) -> dict[str, Tensor]:
    """Return by name what a file holds of a model, tied tensors once."""
    state = model.state_dict()
    its = chain(model.named_parameters(), model.named_buffers())
    return {name: state[name] for name, _ in its if name in state}


def _check_claims(sizes: dict[str, Any], weights: dict[str, Tensor]) -> None:
    """Raise ValueError for sizes that the tensors do not bear out."""
    numbers = sum(weight.numel() for weight in weights.values())
    # Tables of positions are not in the file: 4 million numbers, or as many.
    table = max(numbers, 2**22) // max(1, sizes.get("d_model", 1))
    for name, size in sizes.items():
        most = len(weights) if name.endswith("layers") else numbers
        most = table if name == "max_len" else most
        if (isinstance(size, int) or name == "max_len") and size > most:
            raise ValueError(
                f"{name} is {size:,}: the tensors bear out {most:,} at most"
            )
    tables = [size for name, size in sizes.items() if "vocab_size" in name]
    if not 0 <= sizes.get("pad_id", 0) < min(tables, default=1):
        raise ValueError(f"pad_id is {sizes['pad_id']}, of {min(tables)}")


def _check_weights(weights: Any, wanted: Any, checksum: str | None) -> None:
    """Raise ValueError unless names, shapes and numbers are as they should."""
    if wanted.keys() != weights.keys():
        differ = sorted(wanted.keys() ^ weights.keys())
        raise ValueError(f"missing or unknown names: {differ}")
    for name, weight in weights.items():
        own = wanted[name]
        if weight.shape != own.shape:
            raise ValueError(
                f"{name} is {tuple(weight.shape)}, not {tuple(own.shape)}"
            )
        floating = weight.is_floating_point() and own.is_floating_point()
        if weight.dtype != own.dtype and not floating:
            raise ValueError(f"{name} is {weight.dtype}, not {own.dtype}")
        if not weight.isfinite().all():
            raise ValueError(f"{name} holds numbers that are not finite")
    if checksum != _checksum(weights):
        raise ValueError("the checksum is missing or does not fit the numbers")


_UNFIT = (ArithmeticError, KeyError, RuntimeError, TypeError, ValueError)


def _build(kind: type[nn.Module], about: Any, weights: Any) -> nn.Module:
    """Return the model of a file, or raise an error that says what is wrong."""
    holds = about.get("class", kind.__name__)  # older files do not say it
    if holds != kind.__name__:
        raise ValueError(f"it holds the weights of a {holds}")
    sizes = dict(json.loads(about["sizes"]))
    _check_claims(sizes, weights)
    with torch.device("meta"):  # shapes, and no memory for numbers
        wanted = _stored(kind(**sizes))
    _check_weights(weights, wanted, about.get("checksum"))
    model = kind(**sizes)
    for name, tensor in _stored(model).items():
        tensor.copy_(weights[name])
    return model.eval()


def load_weights(
    path: str | Path, kind: type[nn.Module] = Transformer
) -> tuple[nn.Module, dict[str, Any]]:
    """Build the model of a weight file; return it and what the file says.

    The model is made as ``kind(**sizes)``, in single precision and evaluation
    mode. What the file says is a dict of texts, and "tokenizer" as it was
    saved, if the file carries one.

    Raises FileNotFoundError if there is no such file, and ValueError if it is
    damaged, holds another kind of model, or not the weights of its sizes.

    Source: the format of the library ``safetensors``.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about: dict[str, Any] = file.metadata() or {}
            names = file.keys()
            weights = {name: file.get_tensor(name) for name in names}
        model = _build(kind, about, weights)
        if "tokenizer" in about:
            about["tokenizer"] = json.loads(about["tokenizer"])
    except (SafetensorError, *_UNFIT) as error:
        raise ValueError(
            f"{path} is damaged or no weight file of a {kind.__name__} of "
            f"this book ({error}). Remedy: fetch it again, train it anew with its "
            "recipe, or name the class that it belongs to as kind="
        ) from error
    return model, about


def search_all(
    model: Transformer,
    sources: list[list[int]],
    num_beams: int = 4,
    alpha: float = 0.6,
    batch_size: int = 64,
) -> list[list[int]]:
    """Return the best hypothesis that ``generate`` finds for each source.

    Sources and hypotheses are lists of token ids; errors are those of the
    model. One beam is greedy decoding.
    """
    return write_all(
        model,
        sources,
        batch_size=batch_size,
        start_id=Vocabulary.start_id,
        end_id=Vocabulary.end_id,
        max_new_tokens=model.config["max_len"] - 1,
        num_beams=num_beams,
        alpha=alpha,
    )


def _pieces(word: str, rank_of: dict[tuple[str, ...], int]) -> list[str]:
    """Return the pieces of a word; the pair of the lowest rank goes first."""
    pieces = list(word)
    before, after = list(range(-1, len(word))), list(range(1, len(word) + 2))
    pieces.append("")  # the end, which joins nothing
    heap: list[tuple[int, int, tuple[str, str]]] = []

    def look_at(i: int) -> None:
        """Put the pair of piece i and the next one on the heap."""
        pair = (pieces[i], pieces[after[i]])
        if pair in rank_of:
            heappush(heap, (rank_of[pair], i, pair))

    for i in range(len(word)):
        look_at(i)
    while heap:
        _, i, pair = heappop(heap)
        j = after[i]
        if (pieces[i], pieces[j]) == pair:  # neither was joined meanwhile
            pieces[i], pieces[j] = "".join(pair), ""
            after[i] = after[j]
            before[after[i]] = i
            look_at(i)
            if before[i] >= 0:
                look_at(before[i])
    return [piece for piece in pieces if piece]


class Subwords:
    """Byte-pair encoding: a text as token ids, and back.

    ``characters`` are those of the training texts, with "▁", which stands for
    a space; ``merges`` are pairs such as "e i", in their order. With
    ``with_bytes`` any other character is spelled in the bytes of its UTF-8,
    one token each; otherwise it is refused. Without merges the tokens are
    characters; with nothing at all, bytes.

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
        self._readable = set() if with_bytes else {*characters, " "}
        self._ids_of = lru_cache(100_000)(self._ids_of_word)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy it as what describes it, without the cache."""
        return type(self), tuple(self.description.values())

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text.

        Raises ValueError for an empty text, and for a character that cannot
        be read; the message says which.
        """
        if not text.strip():
            raise ValueError("the text is empty: nothing to translate")
        for position, character in enumerate(text if self._readable else ""):
            if character not in self._readable:
                raise ValueError(
                    f"character {position} of the text is {character!r}, which"
                    " no training text had: the model cannot read it"
                )
        marked = "▁" + text.replace(" ", "▁").removeprefix("▁")
        words = re.findall("▁[^▁]*", marked)
        return [i for word in words for i in self._ids_of(word)]

    def _ids_of_word(self, word: str) -> list[int]:
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
        if min(ids := list(ids), default=0) < 0:
            raise IndexError(f"an id is {min(ids)}: ids begin at 0")
        joined = b"".join(self._bytes[i] for i in ids)
        text = joined.decode("utf-8", errors="replace")
        return text.replace("▁", " ").removeprefix(" ")


class Words(Vocabulary):
    """A vocabulary of words, letters or sounds that takes and gives texts.

    ``tokens`` are those of a ``Vocabulary``, in the order of their ids;
    ``between`` separates two of them in a text: " ", or "" for letters.
    """

    def __init__(self, tokens: list[str], between: str) -> None:
        super().__init__([tokens[self.end_id + 1 :]])
        if self.tokens != tokens:
            raise ValueError("the tokens are not those of a Vocabulary")
        self.description = dict(tokens=tokens, between=between)
        self.between = between

    def encode(self, text: Sequence[str]) -> list[int]:
        """Return the token ids of a text; errors as ``Vocabulary.encode``."""
        if self.between and isinstance(text, str):
            text = text.split()
        return super().encode(text)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of token ids, without padding, start and end."""
        return self.between.join(super().decode(ids))


def make_tokenizer(description: dict[str, Any]) -> Subwords | Words:
    """Return the tokenizer with this ``description``, as a file holds it.

    Raises TypeError if it describes neither ``Subwords`` nor ``Words``.
    """
    kind = Subwords if "merges" in description else Words
    return kind(**description)


@dataclass
class Translator:
    """A trained network with its tokenizers: texts in, texts out.

    ``source`` and ``target`` are the tokenizers of what it reads and what it
    generates; ``about`` is what its file says.
    """

    model: Transformer
    source: Subwords | Words
    target: Subwords | Words
    about: dict[str, Any]

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
    assert isinstance(model, Transformer)
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
