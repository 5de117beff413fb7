"""Decoding: how probabilities become text.

Developed in chapters/09_decoding.ipynb: change it there, then run `make update`.
"""

import math
from contextlib import contextmanager

import torch
from torch import nn

__all__ = ["beam_search", "top_k", "top_p", "choose_token", "sample"]


@contextmanager
def _evaluating(model):
    """Dropout off; afterwards the mode is what it was, even after an error."""
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def _check_ids(model, end_id, max_new_tokens):
    if end_id is not None and end_id == model.pad_id:
        raise ValueError(
            f"end_id and pad_id are both {end_id}: a sentence that has ended "
            "could not be told from one that is filled up"
        )
    if max_new_tokens < 1:
        raise ValueError(
            f"max_new_tokens must be at least 1, got {max_new_tokens}"
        )


class _Pool:
    """The best finished sentences of each source, best first."""

    def __init__(self, scores, tokens):
        self.scores, self.tokens = scores, tokens  # (B, n), (B, n, length)

    def add(self, scores, tokens, pad_id):
        """Let sentences in, as far as they are good enough."""
        room = tokens.shape[-1] - self.tokens.shape[-1]
        old = nn.functional.pad(self.tokens, (0, room), value=pad_id)
        scores = torch.cat([self.scores, scores], dim=1)
        self.scores, best = scores.topk(self.scores.shape[1])
        self.tokens = _take(torch.cat([old, tokens], dim=1), best)


def _take(rows, index):
    """Pick rows (B, N, length) by an index (B, M)."""
    return rows.gather(1, index[..., None].expand(-1, -1, rows.shape[2]))


def _best_continuations(totals, log_p):
    """The 2n best for each source: totals, rows of the batch, tokens.

    ``totals`` is (B, n), ``log_p`` (B * n, V); all results are (B, 2n).
    """
    batch, beams = totals.shape
    candidates = (totals.view(-1, 1) + log_p).view(batch, -1)
    best, place = candidates.topk(2 * beams)
    first = beams * torch.arange(batch, device=totals.device)[:, None]
    return best, first + place // log_p.shape[1], place % log_p.shape[1]


@torch.no_grad()
def beam_search(
    model,
    src,
    *,
    start_id,
    end_id,
    max_new_tokens,
    num_beams=4,
    alpha=0.6,
):
    """Search for the sentences with the best score.

    A score is the log-likelihood of all tokens after the start, the end
    included, divided by their number to the power of ``alpha``. Dropout is
    off, and padding is never written before the end.

    Parameters
    ----------
    model : Transformer
    src : integer tensor (B, S)
        The source tokens.
    start_id, max_new_tokens : int
        The first token; how many may follow.
    end_id : int or None
        The token that ends a sentence; None: all run to the limit.
    num_beams : int
        Unfinished sentences kept for each source. 1 is greedy decoding.
    alpha : float
        Influence of the length: 0 none, 1 the mean over the tokens.

    Returns
    -------
    tokens : integer tensor (B, num_beams, length)
        Sentences, best first, the start included, filled up with padding.
    scores : tensor (B, num_beams)
        Where there are not so many sentences: minus infinity, and a row of
        padding.

    Raises
    ------
    ValueError
        If ``num_beams`` or ``max_new_tokens`` is below 1, ``end_id`` is the
        padding, or a sentence gets longer than the model allows.

    Source: Wu et al. (2016), section 7, with a simpler divisor.
    """
    if num_beams < 1:
        raise ValueError(f"num_beams must be at least 1, got {num_beams}")
    _check_ids(model, end_id, max_new_tokens)
    batch, pad_id = len(src), model.pad_id
    with _evaluating(model):
        memory = model.encode(src).repeat_interleave(num_beams, dim=0)
        src = src.repeat_interleave(num_beams, dim=0)
        tokens = torch.full_like(src[:, :1], start_id)
        cache = model.start_cache()
        # All beams start alike: only the first may continue.
        totals = memory.new_full((batch, num_beams), -math.inf)
        pool = _Pool(totals.clone(), tokens.view(batch, num_beams, 1))
        totals[:, 0] = 0.0
        done = torch.zeros_like(src[:batch, :1], dtype=torch.bool)
        for length in range(1, max_new_tokens + 1):
            log_p = model.decode(tokens, memory, src, cache)[:, -1]
            log_p = log_p.log_softmax(dim=-1)
            log_p[:, pad_id] = -math.inf
            best, row, token = _best_continuations(totals, log_p)
            longer = torch.cat([tokens[row], token[..., None]], dim=2)
            ends = token == (-1 if end_id is None else end_id)
            # What ends among the best n goes into the pool, with its score.
            ended = (best / length**alpha).masked_fill(~ends | done, -math.inf)
            pool.add(ended[:, :num_beams], longer[:, :num_beams], pad_id)
            # The best n that do not end are the new beams.
            totals, goes_on = best.masked_fill(ends, -math.inf).topk(num_beams)
            tokens = _take(longer, goes_on).flatten(0, 1)
            for own, _ in cache:  # the memory is the same for all beams
                own.select(row.gather(1, goes_on).flatten())
            # Nobody who still writes is better than the last of the pool.
            unfinished = totals / length**alpha
            done = done | (pool.scores[:, -1:] >= unfinished[:, :1])
            if done.all():
                break
        tokens = tokens.view(batch, num_beams, -1)
        pool.add(unfinished.masked_fill(done, -math.inf), tokens, pad_id)
    nobody = pool.scores.isneginf()[..., None]
    return pool.tokens.masked_fill(nobody, pad_id), pool.scores


def top_k(logits, k):
    """Keep the k largest logits of each row; the others become -inf.

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
    largest, place = logits.topk(min(k, logits.shape[-1]), dim=-1)
    return torch.full_like(logits, -math.inf).scatter(-1, place, largest)


def top_p(logits, p):
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
    ordered, place = logits.sort(dim=-1, descending=True)
    shares = ordered.softmax(dim=-1)
    before = shares.cumsum(dim=-1) - shares
    ordered = ordered.masked_fill(before >= p, -math.inf)
    return torch.empty_like(logits).scatter(-1, place, ordered)


def choose_token(logits, temperature=1.0, k=None, p=None, generator=None):
    """Draw a token id for each row of logits (B, V); gives (B,).

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


@torch.no_grad()
def sample(
    model,
    src,
    *,
    start_id,
    end_id,
    max_new_tokens,
    temperature=1.0,
    k=None,
    p=None,
    generator=None,
):
    """Let the model write, each token drawn.

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
        The token that ends a sentence; None: all run to the limit.
    temperature, k, p, generator
        As in ``choose_token``.

    Returns
    -------
    integer tensor (B, length)
        The start included; after the end filled up with padding.

    Raises
    ------
    ValueError
        For bad values as in ``choose_token``, if ``max_new_tokens`` is below
        1, ``end_id`` is the padding, or a sentence gets longer than the
        model allows.

    Source: chapter 7 of this book; Holtzman et al. (2020).
    """
    _check_ids(model, end_id, max_new_tokens)
    with _evaluating(model):
        memory, cache = model.encode(src), model.start_cache()
        tokens = torch.full_like(src[:, :1], start_id)
        finished = torch.zeros_like(src[:, 0], dtype=torch.bool)
        for _ in range(max_new_tokens):
            logits = model.decode(tokens, memory, src, cache)[:, -1]
            logits[:, model.pad_id] = -math.inf
            token = choose_token(logits, temperature, k, p, generator)
            token = token.masked_fill(finished, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            if end_id is not None:
                finished = finished | (token == end_id)
                if finished.all():
                    break
    return tokens
