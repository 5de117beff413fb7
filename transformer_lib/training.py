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

    Parameters
    ----------
    texts : iterable of lists of tokens (or of strings, for characters)
        All their tokens get an id, in sorted order.

    Ids 0, 1 and 2 (``pad_id``, ``start_id``, ``end_id``) are the padding,
    the start and the end of a sequence.

    Source: chapter 9 of this book.
    """

    pad_id, start_id, end_id = 0, 1, 2

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        tokens = sorted({token for text in texts for token in text})
        self.tokens = ["<pad>", "<start>", "<end>", *tokens]
        self.id_of = {token: i for i, token in enumerate(self.tokens)}

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
                    f"among the {len(self)} tokens of the vocabulary"
                )
        return [self.id_of[token] for token in text]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the tokens of ids, without padding, start and end.

        Raises IndexError for an id outside the vocabulary.
        """
        return [self.tokens[i] for i in ids if i > self.end_id]


def pad_rows(rows: list[list[int]], pad_id: int) -> Tensor:
    """Return token lists of different lengths as one tensor.

    Parameters
    ----------
    rows : list of lists of int
        Token ids, one list per sequence.
    pad_id : int
        The token that pads the shorter ones.

    Returns
    -------
    integer tensor (B, length of the longest list)

    Raises
    ------
    ValueError
        If there is no list.

    Source: ``torch.nn.utils.rnn.pad_sequence``.
    """
    if len(rows) == 0:
        raise ValueError("there is no row to pad")
    tensors = [torch.tensor(row, dtype=torch.long) for row in rows]
    return nn.utils.rnn.pad_sequence(
        tensors, batch_first=True, padding_value=pad_id
    )


def batches(
    pairs: list[tuple[list[int], list[int]]],
    max_tokens: int,
    pad_id: int,
    generator: torch.Generator | None = None,
) -> list[tuple[Tensor, Tensor]]:
    """Cut pairs into batches of similar length, in random order.

    Parameters
    ----------
    pairs : list of (source ids, target ids)
        Lists of int; each target begins with the start and ends with the end.
    max_tokens : int
        The most positions, padding included, that the source or the target of
        a batch may have.
    pad_id : int
        The token that pads the shorter sequences.
    generator : torch.Generator, optional
        Makes the order repeatable; by default PyTorch's global one.

    Returns
    -------
    list of (src, tgt)
        Integer tensors (B, S) and (B, T + 1); each pair is in exactly one.

    Raises
    ------
    ValueError
        If there is no pair, a source is empty, a target has no room for start
        and end, or a sequence has more than ``max_tokens`` tokens; the
        message says which.

    Source: Vaswani et al. (2017), section 5.1 ("batched together by
    approximate sequence length").
    """
    if len(pairs) == 0:
        raise ValueError("there is no pair to make batches of")
    # Shuffled first: the sort keeps the order of those of equal length.
    order = torch.randperm(len(pairs), generator=generator).tolist()
    order.sort(key=lambda i: (len(pairs[i][1]), len(pairs[i][0])))
    groups, longest = [[]], 0
    for i in order:
        length = _length_of_pair(i, pairs[i], max_tokens)
        longest = max(longest, length)
        if (len(groups[-1]) + 1) * longest > max_tokens:
            groups.append([])
            longest = length
        groups[-1].append(pairs[i])
    shuffled = torch.randperm(len(groups), generator=generator).tolist()
    return [
        tuple(pad_rows(rows, pad_id) for rows in zip(*groups[k], strict=True))
        for k in shuffled
    ]


def _length_of_pair(i, pair, max_tokens):
    source, target = pair
    if len(source) == 0:
        raise ValueError(f"pair {i}: the source is empty")
    if len(target) < 2:
        raise ValueError(f"pair {i}: the target needs a start and an end")
    length = max(len(source), len(target))
    if length > max_tokens:
        raise ValueError(
            f"pair {i}: a sentence of {length} tokens does not fit into a "
            f"batch of {max_tokens}"
        )
    return length


def token_loss(
    logits: Tensor, target: Tensor, pad_id: int, smoothing: float = 0.0
) -> Tensor:
    """Return the mean cross-entropy of all targets that are not padding.

    Parameters
    ----------
    logits : floating tensor (B, T, V)
        Scores of the V tokens at each position, before any softmax.
    target : integer tensor (B, T)
        The right tokens.
    pad_id : int
        Positions with this target do not count.
    smoothing : float
        Probability, 0 to 1, that is spread evenly over all V tokens.

    Returns
    -------
    tensor of no dimension
        In nats per token (natural logarithm); NaN if all targets are padding.

    Raises
    ------
    ValueError
        If the shapes do not fit, or ``smoothing`` is outside 0 to 1.
    IndexError
        If a target lies outside the V tokens.

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

    It rises linearly for ``warmup`` steps and then falls with the root of the
    step.

    Raises ValueError if ``step``, ``d_model`` or ``warmup`` is below 1.

    Source: Vaswani et al. (2017), equation 3.
    """
    if min(step, d_model, warmup) < 1:
        raise ValueError(
            f"step, d_model and warmup begin at 1, got {step}, {d_model} "
            f"and {warmup}"
        )
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


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
    model: Transformer,
    optimizer: torch.optim.Optimizer,
    src: Tensor | None,
    tgt: Tensor,
    smoothing: float = 0.0,
    max_norm: float = 1.0,
    loss: Callable[..., Tensor] = token_loss,
) -> float:
    """Take one step on one batch; return its loss before the step, a float.

    Parameters
    ----------
    model : Transformer
        Is put into training mode.
    optimizer : torch.optim.Optimizer
        Over the model's parameters.
    src, tgt : integer tensors (B, S) and (B, T + 1)
        Source sequences, and target sequences from start to end. ``src`` is
        None for a model that reads no source: it is called as ``model(tgt)``.
    smoothing : float
        As in ``token_loss``.
    max_norm : float
        The gradient, as one vector, is shortened to this length.
    loss : function
        Called as ``token_loss`` is.

    Raises
    ------
    FloatingPointError
        If the loss is NaN or infinite; the weights are as before.
    ValueError, IndexError
        As the model and ``token_loss`` raise them.

    Source: Vaswani et al. (2017), section 5; Pascanu et al. (2013).
    """
    model.train()
    shown = tgt[:, :-1]
    logits = model(shown) if src is None else model(src, shown)
    value = loss(logits, tgt[:, 1:], model.pad_id, smoothing)
    if not torch.isfinite(value):
        raise FloatingPointError(
            f"the loss is {value.item()}: lower the learning rate, or look "
            "for a batch of padding alone"
        )
    optimizer.zero_grad()
    value.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return value.item()


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
    model: Transformer,
    optimizer: torch.optim.Optimizer,
    stream: Iterable[tuple[Tensor, Tensor]],
    rate: Callable[[int], float],
    **step_options: Any,
) -> Iterator[float]:
    """Train, one step per batch; yield each step's loss, a float.

    Parameters
    ----------
    model : Transformer
    optimizer : torch.optim.Optimizer
        Over the model's parameters.
    stream : iterable of (src, tgt)
        The batches; training ends when they do.
    rate : function
        Gives the learning rate for a step; the first is 1.
    step_options
        As in ``train_step``, which raises the errors.

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

    Parameters
    ----------
    model : Transformer
    sources : list of lists of int
        Source token ids.
    write : function, optional
        ``write(src, **options)`` gives tokens (B, length) for src (B, S); by
        default ``model.generate``.
    batch_size : int
        Sequences generated at once; those of similar length together.
    options
        What ``write`` is given, such as ``start_id``.

    Returns
    -------
    list of lists of int
        Start, tokens and end (where the model has ended), without padding.

    Source: chapter 8 of this book.
    """
    write = model.generate if write is None else write
    device = next(model.parameters()).device
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    written = [None] * len(sources)
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

    Source: chapter 9 of this book.
    """
    if len(written) != len(targets) or len(targets) == 0:
        raise ValueError(
            f"{len(written)} rows cannot be compared with {len(targets)}"
        )
    pairs = zip(written, targets, strict=True)
    return sum(list(a) == list(b) for a, b in pairs) / len(targets)
