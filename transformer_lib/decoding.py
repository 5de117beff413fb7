"""Decoding: how probabilities become text.

Developed in chapters/10_decoding.ipynb: change it there, then run `make
update`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.transformer import Transformer, _check_special, evaluating

__all__ = [
    "top_k",
    "top_p",
    "KeyValueCache",
    "beam_search",
    "choose_token",
    "sample",
]


def top_k(logits: Tensor, k: int) -> Tensor:
    """Keep the k largest of the V logits (..., V); the others become -inf.

    With V or more nothing is thrown away. Raises ValueError if ``k`` is below
    1.

    Source: Fan et al. (2018).
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    largest, index = logits.topk(min(k, logits.shape[-1]), dim=-1)
    return torch.full_like(logits, -math.inf).scatter(-1, index, largest)


def top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the fewest of the largest logits (..., V) that hold probability p.

    The others become -inf; at least one is kept. Raises ValueError unless
    ``p`` is above 0 and at most 1; with 1 nothing is thrown away.

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


class _Part:
    """Keys and values of one attention module, with room for more."""

    def __init__(self, key: Any, value: Any) -> None:
        self.room = torch.stack([key, value])  # (2, B, H, room, K)
        self.length = key.shape[2]  # of the room, so much is in use
        self.fixed = False  # the memory's: they do not grow

    def append(self, key: Any, value: Any) -> None:
        start, self.length = self.length, self.length + key.shape[2]
        lacking = self.length - self.room.shape[3]
        if lacking > 0:
            more = (0, 0, 0, self.length + lacking)  # then it is half full
            self.room = nn.functional.pad(self.room, more)
        self.room[:, :, :, start : self.length] = torch.stack([key, value])

    def held(self) -> tuple[Tensor, Tensor]:
        """All keys and all values, (B, H, length, K) each."""
        key, value = self.room[:, :, :, : self.length]
        return key, value

    def reorder(self, rows: Tensor) -> None:
        self.room = self.room[:, rows]


class KeyValueCache:
    """Keys and values of a decoder that need not be computed again.

    ``length`` is the number of target positions that it holds, ``nbytes`` the
    size of all its keys and values.

    Source: the source text, Masked Multi-Head Attention: a position sees none
    that comes after it, so what it has computed stays as it is.
    """

    def __init__(self) -> None:
        self._parts: dict[nn.Module, _Part] = {}

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
        self,
        module: nn.Module,
        key: Tensor | None = None,
        value: Tensor | None = None,
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


def _extend(
    logits_of: Callable[..., Tensor],
    tokens: Tensor,
    strategy: Any,
    max_new_tokens: int,
    adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> Tensor:
    """Return tokens (B, P) with those that a model adds, (B, length).

    ``logits_of(tokens, cache=cache)`` gives logits (B, N, V), the last of
    them of the next token. ``adjust(logits, tokens)``, if given, returns the
    logits (B, V) to choose from; -inf bans a token. ``strategy.step(logits,
    tokens)`` returns which sequences go on (None: each as it is), their next
    tokens, and whether to stop. ``strategy.num_beams`` rows, one below the
    other, belong to one source or prompt.
    """
    if max_new_tokens < 1:
        raise ValueError(
            f"max_new_tokens must be at least 1, got {max_new_tokens}"
        )
    cache = KeyValueCache()
    with torch.inference_mode():
        for _ in range(max_new_tokens):
            logits = logits_of(tokens, cache=cache)[:, -1]
            logits = logits.to(torch.promote_types(logits.dtype, torch.float))
            if adjust is not None:
                logits = adjust(logits, tokens)
                if logits.isneginf().all(dim=-1).any():
                    raise ValueError("adjust leaves no token to choose from")
            rows, token, stop = strategy.step(logits, tokens)
            if rows is not None:
                tokens = tokens[rows]
                cache.reorder(rows)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            if stop:
                break
    return tokens.clone()  # outside, so that it is an ordinary tensor


@torch.no_grad()
def _write(
    model: Any, src: Any, strategy: Any, start_id: int, **limits: Any
) -> Tensor:
    """Return the tokens (B, length) that a model generates, start first."""
    _check_special(model.pad_id, start_id, strategy.end_id)
    with evaluating(model):
        memory, copies = model.encode(src), strategy.num_beams
        if copies > 1:
            memory = memory.repeat_interleave(copies, dim=0)
            src = src.repeat_interleave(copies, dim=0)
        tokens = torch.full((len(src), 1), start_id, device=src.device)
        if not (src == model.pad_id).any():
            src = None  # no padding, so no mask is needed
        decode = partial(model.decode, memory=memory, src=src)
        return _extend(decode, tokens, strategy, **limits)


def _filler(end_id: int | None, pad_id: int | None) -> int:
    """Return what follows the end: padding, if there is such a token."""
    return next(i for i in (pad_id, end_id, 0) if i is not None)


@dataclass
class _Choose:
    """Each sequence goes on by itself, with a token chosen from its logits.

    Where ``pad_id`` is None no token is padding.
    """

    choose: Callable[[Tensor], Tensor]
    end_id: int | None
    pad_id: int | None
    ended: Tensor | None = None  # (B,): which sequences
    num_beams = 1

    def step(self, logits: Tensor, tokens: Tensor) -> tuple[Any, Tensor, bool]:
        if self.pad_id is not None:
            logits[:, self.pad_id] = -math.inf  # padding is not a word
        token = self.choose(logits)
        if self.end_id is None:
            return None, token, False
        if self.ended is None:
            self.ended = torch.zeros_like(token, dtype=torch.bool)
        after_end = _filler(self.end_id, self.pad_id)
        token = token.masked_fill(self.ended, after_end)
        self.ended = self.ended | (token == self.end_id)
        return None, token, bool(self.ended.all())


def _most_likely(logits: Tensor) -> Tensor:
    return logits.argmax(dim=-1)


def _best_continuations(
    totals: Tensor, log_p: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
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

    def __init__(self, scores: Tensor, tokens: Tensor, filler: int) -> None:
        self.scores, self.tokens = scores, tokens  # (B, n), (B, n, length)
        self.filler = filler

    def add(self, scores: Tensor, tokens: Tensor) -> None:
        """Keep the best n of these and of others, (B, m), (B, m, length)."""
        longer = tokens.shape[2] - self.tokens.shape[2]
        old = nn.functional.pad(self.tokens, (0, longer), value=self.filler)
        both = torch.cat([self.scores, scores], dim=1)
        self.scores, best = both.topk(self.scores.shape[1])
        tokens = torch.cat([old, tokens], dim=1)
        self.tokens = tokens.take_along_dim(best[..., None], dim=1)

    def found(self) -> tuple[Tensor, Tensor]:
        """Return tokens and scores; where there is none, the filler alone."""
        empty = self.scores.isneginf()[..., None]
        return self.tokens.masked_fill(empty, self.filler), self.scores


@dataclass
class _Beams:
    """Several unfinished hypotheses per source; keeps the finished ones."""

    num_beams: int
    alpha: float
    end_id: int | None
    pad_id: int | None
    totals: Any = None  # (B, n): log-likelihoods of the unfinished

    def __post_init__(self) -> None:
        if (n := self.num_beams) < 1:
            raise ValueError(f"num_beams must be at least 1, got {n}")

    def _start(self, logits: Tensor, tokens: Tensor) -> None:
        n, self.prompt = self.num_beams, tokens.shape[1]
        rows = tokens.view(len(tokens) // n, n, self.prompt)
        none = logits.new_full(rows.shape[:2], -math.inf)
        filler = _filler(self.end_id, self.pad_id)
        self.finished = _Finished(none, rows, filler)
        self.totals = none.clone()
        self.totals[:, 0] = 0.0  # only the first may go on
        self.done = rows.new_zeros(len(rows), 1, dtype=torch.bool)

    def step(self, logits: Tensor, tokens: Tensor) -> tuple[Any, Tensor, bool]:
        if self.totals is None:
            self._start(logits, tokens)
        n, length = self.num_beams, tokens.shape[1] - self.prompt + 1
        # The best 2n candidates of each source, (B, 2n).
        log_p = logits.log_softmax(dim=-1)
        if self.pad_id is not None:
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
        self.done |= self.finished.scores[:, -1:] >= best
        return row.flatten(), token.flatten(), bool(self.done.all())

    def result(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return hypotheses (B, n, length) and scores (B, n), best first."""
        # What is unfinished at the limit is scored as it is.
        scores = self.totals / (tokens.shape[1] - self.prompt) ** self.alpha
        scores = scores.masked_fill(self.done, -math.inf)
        self.finished.add(scores, tokens.view(*scores.shape, -1))
        return self.finished.found()


def beam_search(
    model: Transformer,
    src: Tensor,
    *,
    start_id: int,
    end_id: int | None,
    max_new_tokens: int,
    num_beams: int = 4,
    alpha: float = 0.6,
    adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> tuple[Tensor, Tensor]:
    """Search for hypotheses of src (B, S) with a high score.

    Returns tokens (B, num_beams, length), best first, from the start to the
    end and then padding, and scores (B, num_beams); where there are fewer
    hypotheses: padding alone, and minus infinity. One beam is greedy decoding.

    A score is the log-likelihood of all tokens after the start, the end
    included, divided by their number to the power of ``alpha``. Dropout is
    off; padding is never chosen. With ``end_id`` None all run to the limit.
    ``adjust(logits, tokens)``, if given, returns the logits (rows, V) of what
    may follow the tokens (rows, length), one row per beam; -inf bans a token.

    The search ends when no unfinished hypothesis has, at its present length,
    a better score than the last of the ``num_beams`` finished ones; with
    ``alpha`` above 0 that is a heuristic.

    Raises ValueError if ``num_beams`` or ``max_new_tokens`` is below 1, the
    start or the end is the padding, ``adjust`` bans every token, or a sequence
    gets longer than the model allows.

    Source: Wu et al. (2016), section 7, with a simpler divisor.
    """
    beams = _Beams(num_beams, alpha, end_id, model.pad_id)
    limits = {"max_new_tokens": max_new_tokens, "adjust": adjust}
    return beams.result(_write(model, src, beams, start_id, **limits))


def choose_token(
    logits: Tensor,
    temperature: float = 1.0,
    k: int | None = None,
    p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Draw a token id from each of the logits (B, V); gives (B,).

    Temperature first, then ``top_k``, then ``top_p``; None leaves one out.
    Temperature 0 gives the most likely token, ``math.inf`` makes all that are
    not -inf equally likely. Raises ValueError for a temperature below 0, and
    as ``top_k`` and ``top_p`` do.

    Source: Holtzman et al. (2020).
    """
    if not temperature >= 0:  # refuses NaN too
        raise ValueError(f"temperature must be at least 0, got {temperature}")
    if temperature == 0:
        return logits.argmax(dim=-1)
    # The largest becomes 0, so that no quotient overflows or is inf / inf.
    logits = logits - logits.amax(dim=-1, keepdim=True)
    logits = logits / min(max(temperature, 1e-30), 1e30)
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
    adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> Tensor:
    """Return tokens (B, length), start first: after it each token is drawn.

    The arguments are those of ``beam_search`` and of ``choose_token``, and so
    are the errors. Dropout is off; padding is never drawn before the end, and
    fills what is left after it.

    Source: Holtzman et al. (2020).
    """

    def choose(logits: Tensor) -> Tensor:
        return choose_token(logits, temperature, k, p, generator)

    strategy = _Choose(choose, end_id, model.pad_id)
    limits = {"max_new_tokens": max_new_tokens, "adjust": adjust}
    return _write(model, src, strategy, start_id, **limits)
