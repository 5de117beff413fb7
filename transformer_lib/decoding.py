"""Decoding: how probabilities become text.

Developed in chapters/10_decoding.ipynb: change it there, then run `make update`.
"""

import math
from functools import partial

import torch
from torch import Tensor, nn

from transformer_lib.transformer import Transformer, evaluating

__all__ = [
    "KeyValueCache",
    "beam_search",
    "top_k",
    "top_p",
    "choose_token",
    "sample",
]


class _Part:
    """Keys and values of one attention module, with room for more."""

    def __init__(self, key, value):
        self.room = torch.stack([key, value])  # (2, B, H, room, K)
        self.length = key.shape[2]  # of the room, so much is in use
        self.fixed = False  # the memory's: they do not grow

    def append(self, key, value):
        start, self.length = self.length, self.length + key.shape[2]
        lacking = self.length - self.room.shape[3]
        if lacking > 0:
            more = (0, 0, 0, self.length + lacking)  # then it is half full
            self.room = nn.functional.pad(self.room, more)
        self.room[:, :, :, start : self.length] = torch.stack([key, value])

    def held(self):
        """All keys and all values, (B, H, length, K) each."""
        return self.room[:, :, :, : self.length].unbind()

    def reorder(self, rows):
        self.room = self.room[:, rows]


class KeyValueCache:
    """Keys and values of a decoder that need not be computed again.

    Attributes
    ----------
    length : int
        The number of target positions it holds.
    nbytes : int
        The size of all keys and values that it holds.

    Source: the source text, Masked Multi-Head Attention: a position sees none
    that comes after it, so what it has computed stays as it is.
    """

    def __init__(self) -> None:
        self._parts = {}  # attention module -> _Part

    @property
    def length(self) -> int:
        # The first to ask is the self-attention of the first layer.
        first = next(iter(self._parts.values()), None)
        return 0 if first is None else first.length

    @property
    def nbytes(self) -> int:
        held = (x for part in self._parts.values() for x in part.held())
        return sum(x.numel() * x.element_size() for x in held)

    def extend(
        self, module: nn.Module, key: Tensor | None, value: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Append keys and values (B, H, N, K) of a module; return all.

        If ``key`` is None there are none to append.
        """
        part = self._parts.get(module)
        if part is None:
            part = self._parts[module] = _Part(key, value)
        elif key is None:
            part.fixed = True
        else:
            part.append(key, value)
        return part.held()

    def reorder(self, rows: Tensor) -> None:
        """Let sequence i continue sequence ``rows[i]``, for each i.

        Both must have the same source: its keys and values stay as they are.
        """
        for part in self._parts.values():
            if not part.fixed:
                part.reorder(rows)


def _extend(logits_of, tokens, strategy, max_new_tokens):
    """Return the tokens (B, length) with those that a model adds.

    ``logits_of(tokens, cache=cache)`` gives logits (B, N, V), the last of
    them of the next token. ``strategy.step(logits, tokens)`` sees these
    (B, V) and the tokens so far. It returns which sequences go on (None: each
    as it is), their next tokens, and whether to stop.
    """
    if max_new_tokens < 1:
        raise ValueError(
            f"max_new_tokens must be at least 1, got {max_new_tokens}"
        )
    cache = KeyValueCache()
    for _ in range(max_new_tokens):
        logits = logits_of(tokens, cache=cache)[:, -1]
        rows, token, stop = strategy.step(logits, tokens)
        if rows is not None:
            tokens = tokens[rows]
            cache.reorder(rows)
        tokens = torch.cat([tokens, token[:, None]], dim=1)
        if stop:
            break
    return tokens


@torch.inference_mode()
def _write(model, src, strategy, start_id, max_new_tokens):
    """Return the tokens (B, length) that a model generates, start first."""
    if strategy.end_id is not None and strategy.end_id == model.pad_id:
        raise ValueError(
            f"end_id and pad_id are both {model.pad_id}: the end of a "
            "sentence could not be told from padding"
        )
    with evaluating(model):
        memory, copies = model.encode(src), strategy.num_beams
        if copies > 1:
            memory = memory.repeat_interleave(copies, dim=0)
            src = src.repeat_interleave(copies, dim=0)
        tokens = torch.full_like(src[:, :1], start_id)
        if not (src == model.pad_id).any():
            src = None  # no padding, so no mask is needed
        decode = partial(model.decode, memory=memory, src=src)
        return _extend(decode, tokens, strategy, max_new_tokens)


class _Choose:
    """Each sequence goes on by itself, with a token chosen from its logits."""

    num_beams = 1

    def __init__(self, choose, end_id, pad_id):
        self.choose, self.end_id, self.pad_id = choose, end_id, pad_id
        self.after_end = end_id if pad_id is None else pad_id
        self.ended = None  # (B,): which sequences

    def step(self, logits, tokens):
        if self.pad_id is not None:
            logits[:, self.pad_id] = -math.inf  # padding is not a word
        token = self.choose(logits)
        if self.end_id is None:
            return None, token, False
        if self.ended is None:
            self.ended = torch.zeros_like(token, dtype=torch.bool)
        token = token.masked_fill(self.ended, self.after_end)
        self.ended = self.ended | (token == self.end_id)
        return None, token, bool(self.ended.all())


def _most_likely(logits):
    return logits.argmax(dim=-1)


def _best_continuations(totals, log_p):
    """The 2n best of each source: totals, rows of the batch, tokens.

    ``totals`` (B, n) are those so far, ``log_p`` is (B n, V); all results are
    (B, 2n).
    """
    batch, n = totals.shape
    candidates = (totals.view(-1, 1) + log_p).view(batch, -1)
    best, index = candidates.topk(2 * n)
    first = n * torch.arange(batch, device=log_p.device)[:, None]
    return best, first + index // log_p.shape[1], index % log_p.shape[1]


class _Finished:
    """The best n finished hypotheses of each source, best first."""

    def __init__(self, scores, tokens, pad_id):
        self.scores, self.tokens = scores, tokens  # (B, n), (B, n, length)
        self.pad_id = pad_id

    def add(self, scores, tokens):
        """Keep the best n of these and of others, (B, m), (B, m, length)."""
        longer = tokens.shape[2] - self.tokens.shape[2]
        old = nn.functional.pad(self.tokens, (0, longer), value=self.pad_id)
        both = torch.cat([self.scores, scores], dim=1)
        self.scores, best = both.topk(self.scores.shape[1])
        tokens = torch.cat([old, tokens], dim=1)
        self.tokens = tokens.take_along_dim(best[..., None], dim=1)


class _Beams:
    """Several unfinished hypotheses per source; keeps the finished ones."""

    def __init__(self, num_beams, alpha, end_id, pad_id):
        if num_beams < 1:
            raise ValueError(f"num_beams must be at least 1, got {num_beams}")
        self.num_beams, self.alpha = num_beams, alpha
        self.end_id, self.pad_id = end_id, pad_id
        self.totals = None  # (B, n): log-likelihoods of the unfinished

    def _start(self, logits, tokens):
        batch, n = len(tokens) // self.num_beams, self.num_beams
        none = logits.new_full((batch, n), -math.inf)
        self.finished = _Finished(none, tokens.view(batch, n, 1), self.pad_id)
        self.totals = none.clone()
        self.totals[:, 0] = 0.0  # only the first may go on
        self.done = tokens.new_zeros(batch, 1, dtype=torch.bool)

    def step(self, logits, tokens):
        if self.totals is None:
            self._start(logits, tokens)
        n, length = self.num_beams, tokens.shape[1]
        # The best 2n candidates of each source, (B, 2n).
        log_p = logits.log_softmax(dim=-1)
        log_p[:, self.pad_id] = -math.inf  # padding is not a word
        totals, row, token = _best_continuations(self.totals, log_p)
        ends = token == (-1 if self.end_id is None else self.end_id)
        # What ends among the best n is finished, and has a score.
        scores = totals / length**self.alpha
        scores = scores.masked_fill(~ends | self.done, -math.inf)
        longer = torch.cat([tokens[row], token[..., None]], dim=2)
        self.finished.add(scores[:, :n], longer[:, :n])
        # The best n that do not end are the new beams.
        self.totals, goes_on = totals.masked_fill(ends, -math.inf).topk(n)
        row, token = row.gather(1, goes_on), token.gather(1, goes_on)
        # Done: no beam scores better than the last of n finished ones.
        best = self.totals[:, :1] / length**self.alpha
        self.done = self.done | (self.finished.scores[:, -1:] >= best)
        return row.flatten(), token.flatten(), bool(self.done.all())

    def result(self, tokens):
        """Return hypotheses (B, n, length) and scores (B, n), best first."""
        # What is unfinished at the limit is scored as it is.
        scores = self.totals / (tokens.shape[1] - 1) ** self.alpha
        scores = scores.masked_fill(self.done, -math.inf)
        self.finished.add(scores, tokens.view(*scores.shape, -1))
        empty = self.finished.scores.isneginf()[..., None]
        hypotheses = self.finished.tokens.masked_fill(empty, self.pad_id)
        return hypotheses, self.finished.scores


def beam_search(
    model: Transformer,
    src: Tensor,
    *,
    start_id: int,
    end_id: int | None,
    max_new_tokens: int,
    num_beams: int = 4,
    alpha: float = 0.6,
) -> tuple[Tensor, Tensor]:
    """Search for hypotheses with a high score.

    A score is the log-likelihood of all tokens after the start, the end
    included, divided by their number to the power of ``alpha``. Dropout is
    off, and padding is never chosen before the end.

    The search ends when no unfinished hypothesis has, at its present length,
    a better score than the last of the ``num_beams`` finished ones. With
    ``alpha`` above 0 that is a heuristic: a score may rise with the length.

    Parameters
    ----------
    model : Transformer
    src : integer tensor (B, S)
        The source tokens.
    start_id, max_new_tokens : int
        The first token; how many may follow.
    end_id : int or None
        The token that ends a sequence; None: all run to the limit.
    num_beams : int
        Unfinished hypotheses kept per source. 1 is greedy decoding.
    alpha : float
        Length normalisation: 0 none, 1 the mean per token.

    Returns
    -------
    tokens : integer tensor (B, num_beams, length)
        Hypotheses, best first, the start included, padded after the end.
    scores : tensor (B, num_beams)
        Where there are fewer hypotheses: minus infinity, and padding alone.

    Raises
    ------
    ValueError
        If ``num_beams`` or ``max_new_tokens`` is below 1, ``end_id`` is the
        padding, or a sequence gets longer than the model allows.

    Source: Wu et al. (2016), section 7, with a simpler divisor.
    """
    beams = _Beams(num_beams, alpha, end_id, model.pad_id)
    return beams.result(_write(model, src, beams, start_id, max_new_tokens))


def _generate(
    model: Transformer,
    src: Tensor,
    *,
    start_id: int,
    end_id: int | None,
    max_new_tokens: int,
    num_beams: int = 1,
) -> Tensor:
    """Return the tokens (B, length) that the network generates.

    ``src`` holds the source tokens (B, S). The start token is included. One
    beam is greedy decoding: always the most likely next token. More beams
    search for the most likely sequence, as ``beam_search`` does with
    ``alpha=0``. After ``end_id`` a sequence is padded with ``pad_id``; with
    ``end_id=None`` all run to ``max_new_tokens``. Dropout is off, and padding
    is never chosen before the end.

    Errors are those of ``beam_search``.

    Source: chapter 10 of this book.
    """
    limits = {"start_id": start_id, "max_new_tokens": max_new_tokens}
    if num_beams == 1:
        strategy = _Choose(_most_likely, end_id, model.pad_id)
        return _write(model, src, strategy, **limits).clone()
    tokens, _ = beam_search(
        model, src, end_id=end_id, num_beams=num_beams, alpha=0.0, **limits
    )
    longest = (tokens[:, 0] != model.pad_id).sum(dim=1).max()
    return tokens[:, 0, :longest]


Transformer.generate = _generate


def top_k(logits: Tensor, k: int) -> Tensor:
    """Keep the k largest of the V logits; the others become -inf.

    Parameters
    ----------
    logits : tensor (..., V)
    k : int
        At least 1; with V or more nothing is thrown away.

    Returns
    -------
    tensor (..., V)

    Raises
    ------
    ValueError
        If ``k`` is below 1.

    Source: Fan et al. (2018).
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    largest, index = logits.topk(min(k, logits.shape[-1]), dim=-1)
    return torch.full_like(logits, -math.inf).scatter(-1, index, largest)


def top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the smallest set of largest logits that holds probability p.

    The others become -inf. At least one is kept.

    Parameters
    ----------
    logits : tensor (..., V)
    p : float
        Above 0 and at most 1; with 1 nothing is thrown away.

    Returns
    -------
    tensor (..., V)

    Raises
    ------
    ValueError
        If ``p`` is not above 0 and at most 1.

    Source: Holtzman et al. (2020), there nucleus sampling.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, got {p}")
    if p == 1:  # a sum of rounded numbers may reach 1 too early
        return logits.clone()
    ordered, index = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    ordered = ordered.masked_fill(before >= p, -math.inf)
    return torch.empty_like(logits).scatter(-1, index, ordered)


def choose_token(
    logits: Tensor,
    temperature: float = 1.0,
    k: int | None = None,
    p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Draw a token id from each of the logits (B, V); gives (B,).

    Temperature first, then ``top_k``, then ``top_p``; None leaves one out.
    Temperature 0 gives the most likely token. Raises ValueError for a
    temperature below 0, and as ``top_k`` and ``top_p`` do.

    Source: Holtzman et al. (2020).
    """
    if not temperature >= 0:  # refuses NaN too
        raise ValueError(f"temperature must be at least 0, got {temperature}")
    if temperature == 0:
        return logits.argmax(dim=-1)
    logits = logits / temperature
    if k is not None:
        logits = top_k(logits, k)
    if p is not None:
        logits = top_p(logits, p)
    return torch.multinomial(
        logits.softmax(dim=-1), num_samples=1, generator=generator
    )[:, 0]


def sample(
    model: Transformer,
    src: Tensor,
    *,
    start_id: int,
    end_id: int | None,
    max_new_tokens: int,
    temperature: float = 1.0,
    k: int | None = None,
    p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Generate by sampling: each token is drawn.

    Dropout is off; each token is computed once (key-value cache). Padding
    is never drawn before the end.

    Parameters
    ----------
    model : Transformer
    src : integer tensor (B, S)
        The source tokens.
    start_id, max_new_tokens : int
        The first token; how many may follow.
    end_id : int or None
        The token that ends a sequence; None: all run to the limit.
    temperature, k, p, generator
        As in ``choose_token``.

    Returns
    -------
    integer tensor (B, length)
        The start included; padded after the end.

    Raises
    ------
    ValueError
        For bad values as in ``choose_token``, if ``max_new_tokens`` is below
        1, ``end_id`` is the padding, or a sequence gets longer than the
        model allows.

    Source: Holtzman et al. (2020).
    """

    def choose(logits):
        return choose_token(logits, temperature, k, p, generator)

    strategy = _Choose(choose, end_id, model.pad_id)
    return _write(model, src, strategy, start_id, max_new_tokens).clone()
