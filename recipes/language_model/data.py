"""The text in three parts, as token ids of byte-pair encoding."""

import json
import lzma
import math
import re
from functools import cache
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from recipes.texts import Score
from transformer_lib.language_model import LanguageModel
from transformer_lib.transformer import evaluating

HERE = Path(__file__).parent
CORPUS = HERE.parent / "word_vectors" / "corpus.txt.xz"
END = 0  # the token between two documents; in bytes, a line break


def read_documents() -> list[str]:
    """Return the presidents' messages, in order, and the chapters of the novel."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as file:
        *messages, novel = file.read().rstrip("\n").split("\n")
    return messages + re.split(r"(?<=.)(?=CHAPTER \d+\. )", novel)


def part_of(place: int) -> str:
    """Return the part of a document: each 20th is for validation, each 20th for the test."""
    return {10: "valid", 19: "test"}.get(place % 20, "train")


class Data:
    """Documents as token ids, and windows of a fixed number of tokens as batches."""

    kind = LanguageModel

    def __init__(self, window: int = 256):
        self.window = window
        self.tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
        self.vocab_size = self.tokenizer.get_vocab_size()

    def texts(self, part: str) -> list[str]:
        """Return the documents of a part."""
        return [
            text
            for place, text in enumerate(read_documents())
            if part_of(place) == part
        ]

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text; any text can be read, byte by byte if need be."""
        return self.tokenizer.encode(text).ids

    def decode(self, ids: list[int]) -> str:
        """Return the text of token ids; the end of a document becomes a line break."""
        text = self.tokenizer.decode(ids, skip_special_tokens=False)
        return text.replace("<end>", "\n")

    @cache  # noqa: B019 - there is one Data, and it lives as long as the program
    def ids(self, part: str) -> torch.Tensor:
        """Return a part as one tensor: an end, and then each document with its end."""
        ids = [END]
        for text in self.texts(part):
            ids += [*self.encode(text), END]
        return torch.tensor(ids)

    @property
    def sizes(self) -> dict[str, int]:
        """What the model must know about the data."""
        return {"vocab_size": self.vocab_size}

    @property
    def tokenizers(self) -> dict[str, dict]:
        """The tokenizer, as a weight file carries it."""
        return {"text": json.loads(self.tokenizer.to_str())}

    def batches(self, part: str, max_tokens: int) -> "Windows":
        """Return a part as batches of windows."""
        return Windows(self.ids(part), self.window, max_tokens // self.window)

    def go_on(self, model: LanguageModel, text: str) -> str:
        """Return a text and how the model goes on from it, sampled.

        Raises ValueError for a text that is empty or leaves no room for more.
        """
        tokens = torch.tensor([[END, *self.encode(text)]])
        room = model.config["max_len"] - tokens.shape[1]
        if not text or room < 1:
            raise ValueError(
                "the text is empty, or too long to go on from: of "
                f"{model.config['max_len']} tokens it takes {tokens.shape[1]}"
            )
        ids = model.generate(
            tokens,
            end_id=END,
            max_new_tokens=min(room, 100),
            temperature=0.8,
        )
        return self.decode(ids[0, 1:].tolist())

    def score(self, model: LanguageModel, part: str) -> dict[str, Score]:
        """Return the bits per byte of a part, and what the baselines need for it."""
        from recipes.language_model.baselines import baselines

        text = "".join(text + "\n" for text in self.texts(part))
        size, ids = len(text.encode()), self.ids(part)
        bits = nats_of(model, ids) / math.log(2)
        needed = {name: n / size for name, n in baselines(self, part).items()}
        return {
            "bits per byte": Score(bits / size, ".3f"),
            "bits per token": Score(bits / (len(ids) - 1), ".3f"),
            "bytes": Score(size, ","),
            **{name: Score(value, ".3f") for name, value in needed.items()},
        }


class Windows:
    """A text as batches of windows: what ``recipes.pairs.Batches`` is for pairs."""

    def __init__(self, ids: torch.Tensor, length: int, at_once: int):
        self.ids, self.length, self.at_once = ids, length, at_once

    def __len__(self) -> int:
        return (len(self.ids) - 1) // self.length

    def arrays(self):
        """Return what the data are, to be hashed."""
        return (self.ids.numpy(),)

    def too_long(self) -> tuple[int, int]:
        """Return how many windows are too long: none."""
        return 0, self.length

    def epoch(self, generator: torch.Generator):
        """Yield batches, as the places where their windows begin, in random order.

        The cuts begin at a random place, so that each epoch has windows of its own.
        """
        length = self.length
        first = torch.randint(length, (), generator=generator).item()
        starts = torch.arange(first, len(self.ids) - length, length)
        starts = starts[torch.randperm(len(starts), generator=generator)]
        yield from starts.split(self.at_once)

    def count(self, starts: torch.Tensor) -> int:
        """Return the number of tokens to predict in a batch."""
        return len(starts) * self.length

    def read(self, starts: torch.Tensor, pad_id: int):
        """Return a batch: no source, and the tokens (B, T + 1)."""
        return None, self.ids[starts[:, None] + torch.arange(self.length + 1)]


@torch.no_grad()
def nats_of(model, ids: torch.Tensor, batch_size: int = 16) -> float:
    """Return the negative log-likelihood of ids (N,) after the first, in nats.

    Windows overlap by a half, and only the later half of each counts (of the first window all):
    each token is predicted from at least ``max_len / 2`` tokens before it, where that many exist.
    """
    longest = model.config["max_len"]
    step = longest // 2
    total, counted = 0.0, 1  # the first is given
    rows, label_rows = [], []
    with evaluating(model):
        for start in range(0, len(ids) - 1, step):
            row = ids[start : start + longest + 1]
            labels = row[1:].clone()
            labels[: counted - start - 1] = model.pad_id
            counted = start + len(row)
            rows.append(row[:-1])
            label_rows.append(labels)
            if counted == len(ids):
                break
        for first in range(0, len(rows), batch_size):
            some = slice(first, first + batch_size)
            # The last window may be shorter; what pads it comes later and counts nowhere.
            tokens = nn.utils.rnn.pad_sequence(rows[some], True, END)
            labels = nn.utils.rnn.pad_sequence(
                label_rows[some], True, model.pad_id
            )
            total += nn.functional.cross_entropy(
                model(tokens).flatten(0, 1),
                labels.flatten(),
                ignore_index=model.pad_id,
                reduction="sum",
            ).item()
    return total
