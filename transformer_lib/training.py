"""Training: batches, loss, learning rate, and one step after another.

Developed in chapters/09_training.ipynb: change it there, then run `make
update`.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.transformer import Transformer

__all__ = [
    "Vocabulary",
    "pad_rows",
    "group_by_length",
    "batches",
    "token_loss",
    "paper_rate",
    "cosine_rate",
    "train_step",
    "endless",
    "train",
    "write_all",
    "exact_match",
]


class Vocabulary:
    """The tokens that a network knows, each with its id.

    All tokens of the texts (lists of tokens, or strings of characters) get an
    id, in sorted order. Ids 0, 1 and 2 (``pad_id``, ``start_id``, ``end_id``)
    are the padding, the start and the end of a sequence; no text holds them.
    """

    pad_id, start_id, end_id = 0, 1, 2

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        known = sorted({token for text in texts for token in text})
        self.tokens = ["<pad>", "<start>", "<end>", *known]
        self.id_of = {token: i for i, token in enumerate(known, start=3)}

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: Sequence[str]) -> list[int]:
        """Return the ids of a text's tokens, as a list.

        Raises ValueError for an empty text and for an unknown token.
        """
        if len(text) == 0:
            raise ValueError("the text is empty: there is nothing to encode")
        for position, token in enumerate(text):
            if token not in self.id_of:
                raise ValueError(
                    f"token {position} of the text is {token!r}, which is not "
                    f"among the {len(self.id_of)} tokens of the vocabulary"
                )
        return [self.id_of[token] for token in text]

    def decode(self, ids: Iterable[int]) -> Sequence[str]:
        """Return the list of the tokens of ids, without padding, start and end.

        Raises IndexError for an id outside the vocabulary.
        """
        ids = list(ids)
        if min(ids, default=0) < 0:
            raise IndexError(f"an id is {min(ids)}: ids begin at 0")
        return [self.tokens[i] for i in ids if i > self.end_id]


def pad_rows(rows: Sequence[Sequence[int]], pad_id: int) -> Tensor:
    """Return token lists of different lengths as one tensor (B, longest).

    The shorter ones are padded with ``pad_id``. Raises ValueError if there is
    no list.

    Source: ``torch.nn.utils.rnn.pad_sequence``.
    """
    if len(rows) == 0:
        raise ValueError("there is no row to pad")
    tensors = [torch.tensor(row, dtype=torch.long) for row in rows]
    return nn.utils.rnn.pad_sequence(
        tensors, batch_first=True, padding_value=pad_id
    )


def group_by_length(
    lengths: Tensor, max_tokens: int, generator: torch.Generator | None = None
) -> list[list[int]]:
    """Return the numbers of pairs in groups of similar length, in random order.

    ``lengths`` (N, 2) are those of the sources and the targets. A group has at
    most ``max_tokens`` positions, padding included, on either side.

    Source: Vaswani et al. (2017), section 5.1 ("batched together by
    approximate sequence length").
    """
    # Shuffled first: the sorts keep the order of those of equal length.
    order = torch.randperm(len(lengths), generator=generator)
    for side in (0, 1):
        order = order[lengths[order, side].argsort(stable=True)]
    groups: list[list[int]] = [[]]
    longest = 0
    widths = lengths[order].amax(dim=1).tolist()
    for i, width in zip(order.tolist(), widths, strict=True):
        longest = max(longest, width)
        if (len(groups[-1]) + 1) * longest > max_tokens:
            groups.append([])
            longest = width
        groups[-1].append(i)
    shuffled = torch.randperm(len(groups), generator=generator).tolist()
    return [groups[k] for k in shuffled]


def batches(
    pairs: list[tuple[list[int], list[int]]],
    max_tokens: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> list[tuple[Tensor, Tensor]]:
    """Return pairs as batches of similar length, in random order.

    ``pairs`` are (source ids, target ids), lists of int; each target begins
    with the start and ends with the end. Source and target of a batch have at
    most ``max_tokens`` positions each, padding included. A ``generator``
    makes the order repeatable; by default it is PyTorch's global one.

    Returns a list of (src, tgt), integer tensors (B, S) and (B, T + 1). Raises
    ValueError if there is no pair, a source is empty, a target has no room for
    start and end, or a sequence is longer than ``max_tokens``.
    """
    if len(pairs) == 0:
        raise ValueError("there is no pair to make batches of")
    for i, (source, target) in enumerate(pairs):
        if len(source) == 0:
            raise ValueError(f"pair {i}: the source is empty")
        if len(target) < 2:
            raise ValueError(f"pair {i}: the target needs a start and an end")
        if (length := max(len(source), len(target))) > max_tokens:
            raise ValueError(
                f"pair {i}: a sentence of {length} tokens does not fit into a "
                f"batch of {max_tokens}"
            )
    lengths = torch.tensor([[len(s), len(t)] for s, t in pairs])
    made = []
    for group in group_by_length(lengths, max_tokens, generator):
        sources, targets = zip(*(pairs[i] for i in group), strict=True)
        made.append((pad_rows(sources, pad_id), pad_rows(targets, pad_id)))
    return made


def token_loss(
    logits: Tensor, target: Tensor, pad_id: int, smoothing: float = 0.0
) -> Tensor:
    """Return the mean cross-entropy of all targets that are not padding.

    ``logits`` (B, T, V) are scores of V tokens, before any softmax; ``target``
    (B, T) holds the right tokens, of which ``pad_id`` does not count. The
    probability ``smoothing`` is spread evenly over all V tokens. The loss has
    no dimension and is in nats per token; NaN if all targets are padding.

    Raises ValueError if the shapes do not fit or ``smoothing`` is outside 0 to
    1, IndexError for a target outside the V tokens.

    Source: ``torch.nn.functional.cross_entropy``; Vaswani et al. (2017),
    section 5.4.
    """
    if logits.shape[:-1] != target.shape:
        raise ValueError(
            f"logits {tuple(logits.shape)} do not fit targets "
            f"{tuple(target.shape)}: shift the targets by one position"
        )
    if not 0 <= smoothing <= 1:
        raise ValueError(f"smoothing must be 0 to 1, got {smoothing}")
    return nn.functional.cross_entropy(
        logits.flatten(0, -2),
        target.flatten(),
        ignore_index=pad_id,
        label_smoothing=smoothing,
    )


def paper_rate(step: int, d_model: int, warmup: int) -> float:
    """Return the paper's learning rate in a step (the first is 1).

    It rises linearly for ``warmup`` steps and then falls as one over the root
    of the step.

    Raises ValueError if ``step``, ``d_model`` or ``warmup`` is below 1.

    Source: Vaswani et al. (2017), equation 3.
    """
    if min(step, d_model, warmup) < 1:
        raise ValueError(
            f"step, d_model and warmup begin at 1, got {step}, {d_model} "
            f"and {warmup}"
        )
    return float(d_model**-0.5 * min(step**-0.5, step * warmup**-1.5))


def cosine_rate(step: int, steps: int, warmup: int, highest: float) -> float:
    """Return the learning rate in a step (the first is 1) of ``steps``.

    It rises linearly to ``highest`` in ``warmup`` steps and falls along half
    a cosine to 0 in the last step; there it stays.

    Raises ValueError unless 1 <= step and 1 <= warmup < steps.

    Source: Loshchilov and Hutter (2017), without restarts.
    """
    if not (step >= 1 and 1 <= warmup < steps):
        raise ValueError(
            f"1 <= step and 1 <= warmup < steps must hold, got step {step}, "
            f"warmup {warmup}, steps {steps}"
        )
    if step <= warmup:
        return highest * step / warmup
    done = min(1.0, (step - warmup) / (steps - warmup))
    return highest * (1 + math.cos(math.pi * done)) / 2


def train_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    src: Tensor | None,
    tgt: Tensor,
    smoothing: float = 0.0,
    max_norm: float = 1.0,
    loss: Callable[..., Tensor] = token_loss,
) -> float:
    """Take one step on one batch; return its loss before the step, a float.

    The model is put into training mode. ``src`` (B, S) is None for a model
    that reads no source; ``tgt`` (B, T + 1) runs from start to end. The
    gradient, as one vector, is shortened to ``max_norm``; ``loss`` is called
    as ``token_loss`` is.

    Raises FloatingPointError if the loss or the gradient is NaN or infinite;
    the weights are as before. Other errors are the model's and the loss's.

    Source: Vaswani et al. (2017), section 5; Pascanu et al. (2013).
    """
    model.train()
    shown = tgt[:, :-1]
    logits = model(shown) if src is None else model(src, shown)
    value = loss(logits, tgt[:, 1:], model.pad_id, smoothing)
    _must_be_finite("loss", value)
    optimizer.zero_grad()
    value.backward()
    length = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    _must_be_finite("length of the gradient", length)
    optimizer.step()
    return value.item()


def _must_be_finite(what: str, value: Tensor) -> None:
    if not torch.isfinite(value):
        raise FloatingPointError(
            f"the {what} is {value.item()}: lower the learning rate, or look "
            "for a batch of padding alone"
        )


def endless(
    pairs: list[tuple[list[int], list[int]]],
    max_tokens: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield batches (src, tgt), epoch after epoch; arguments of batches."""
    while True:
        yield from batches(pairs, max_tokens, pad_id, generator)


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    stream: Iterable[tuple[Tensor | None, Tensor]],
    rate: Callable[[int], float],
    **step_options: Any,
) -> Iterator[float]:
    """Train, one step per batch (src, tgt); yield each step's loss, a float.

    Training ends with the ``stream``. ``rate`` gives the learning rate for a
    step; the first is 1. Options and errors are those of ``train_step``.

    Source: Vaswani et al. (2017), section 5.3.
    """
    for step, (src, tgt) in enumerate(stream, start=1):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        yield train_step(model, optimizer, src, tgt, **step_options)


def write_all(
    model: Transformer,
    sources: list[list[int]],
    write: Callable[..., Tensor] | None = None,
    batch_size: int = 250,
    **options: Any,
) -> list[list[int]]:
    """Generate the target of each source: free-running decoding.

    ``write(src, **options)`` gives tokens (B, length) for src (B, S); by
    default it is ``model.generate``. Up to ``batch_size`` sources, those of
    similar length, are generated together. Returns for each the tokens from
    the start to the end (where the model has ended), without padding.
    """
    write = model.generate if write is None else write
    device = next(model.parameters()).device
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    written: list[list[int]] = [[] for _ in sources]
    for first in range(0, len(order), batch_size):
        some = order[first : first + batch_size]
        src = pad_rows([sources[i] for i in some], model.pad_id).to(device)
        for i, row in zip(some, write(src, **options).tolist(), strict=True):
            # Padding only follows the end.
            length = [*row, model.pad_id].index(model.pad_id)
            written[i] = row[:length]
    return written


def exact_match(written: list[list[int]], targets: list[list[int]]) -> float:
    """Return the fraction of sequences right to the last token, 0 to 1.

    Both are lists of token lists, of the same length; otherwise, or if they
    are empty, a ValueError is raised.
    """
    if len(written) != len(targets) or len(targets) == 0:
        raise ValueError(
            f"{len(written)} rows cannot be compared with {len(targets)}"
        )
    pairs = zip(written, targets, strict=True)
    return sum(list(a) == list(b) for a, b in pairs) / len(targets)
