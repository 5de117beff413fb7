"""A language model: decoder-only, as they are built today.

Developed in chapters/14_since_2017.ipynb, grown in
chapters/15_real_networks.ipynb: change it there, then run `make update`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.decoding import _Beams, _Choose, _extend, choose_token
from transformer_lib.encoder import TokenEmbedding, _positions
from transformer_lib.masking import causal_mask
from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.query_key_value import _check_width
from transformer_lib.transformer import _arguments, evaluating

__all__ = [
    "RMSNorm",
    "RotaryPositions",
    "SwiGLU",
    "DecoderOnlyLayer",
    "LanguageModel",
]


class RMSNorm(nn.Module):
    """Divides each vector by the root of its mean square; a gain per entry.

    Called with (..., D), gives (..., D); another width is a ValueError.
    Computes in float32 at least: in float16 the square of 256 overflows.
    ``eps`` is added to the mean square, so that zeros can be divided.

    Source: Zhang and Sennrich (2019).
    """

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        _check_width(len(self.weight), x)
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        mean_square = wide.pow(2).mean(dim=-1, keepdim=True)
        normed = wide * torch.rsqrt(mean_square + self.eps)
        return (self.weight * normed).to(x.dtype)


class RotaryPositions(nn.Module):
    """Turns each pair of neighbouring entries by an angle, position by position.

    At position p the pair 2i, 2i + 1 turns by p / base^(2i / K). Called with
    queries or keys (B, H, T, K), gives the same shape and type; the first of
    the T vectors is at position ``start``. Computes in float32 at least.
    Raises ValueError for an odd ``d_k``, which is K, a sequence longer than
    ``max_len``, and vectors not K wide.

    Source: Su et al. (2021).
    """

    def __init__(
        self, d_k: int, max_len: int = 2048, base: float = 10_000.0
    ) -> None:
        super().__init__()
        if d_k % 2:
            raise ValueError(
                f"entries turn in pairs: a head must have an even width, "
                f"got {d_k}"
            )
        self.sizes = d_k, max_len, base
        position = torch.arange(max_len, dtype=torch.float64)[:, None]
        pair = torch.arange(0, d_k, 2, dtype=torch.float64)
        angle = position * base ** (-pair / d_k)
        table = torch.stack([angle.cos(), angle.sin()], dim=1).float()
        self.register_buffer("table", table, persistent=False)

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        _check_width(self.sizes[0], x)
        if self.table.is_meta and not x.is_meta:  # loaded with assign=True
            self._apply(lambda t: torch.empty_like(t, device=x.device))
        cos, sin = _positions(self.table, start, x.shape[-2]).unbind(dim=1)
        wide = x.to(torch.promote_types(x.dtype, torch.float32))
        a, b = wide[..., 0::2], wide[..., 1::2]
        turned = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
        return turned.flatten(-2).to(x.dtype)

    def _apply(self, fn: Any, recurse: bool = True) -> nn.Module:
        """Make the table anew: a copy may be rounded or, from meta, empty."""
        nn.Module._apply(self, fn, recurse)
        with torch.inference_mode(False), torch.device("cpu"):
            new = RotaryPositions(*self.sizes)
        self.table = new.table.to(self.table.device)
        return self


class SwiGLU(nn.Module):
    """Feed-forward block with a gate: narrow(silu(gate(x)) * wide(x)).

    Called with (..., D), gives (..., D); another width is a ValueError. No
    matrix adds a bias. ``d_ff`` is the width inside.

    Source: Shazeer (2020).
    """

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.gate = nn.Linear(d_model, d_ff, bias=False)
        self.wide = nn.Linear(d_model, d_ff, bias=False)
        self.narrow = nn.Linear(d_ff, d_model, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        _check_width(self.gate.in_features, x)
        return self.narrow(nn.functional.silu(self.gate(x)) * self.wide(x))


class DecoderOnlyLayer(nn.Module):
    """Self-attention and a gated feed-forward block, the norm before each.

    ``num_heads`` is the number of heads H of the queries, ``num_kv_heads``
    that of keys and values, by default H; ``d_ff`` the width inside SwiGLU.
    ``dropout`` acts on the output of each sublayer.

    Source: Touvron et al. (2023), section 2.2.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        num_kv_heads: int | None = None,
        dropout: float = 0.0,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.norm_1 = RMSNorm(d_model, eps)
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, bias=False, num_kv_heads=num_kv_heads
        )
        self.norm_2 = RMSNorm(d_model, eps)
        self.feed_forward = SwiGLU(d_model, d_ff)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        need_weights: bool = False,
        **options: Any,
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Return x (B, T, D), changed by both sublayers.

        The arguments are those of ``MultiHeadAttention``. With
        ``need_weights=True`` return ``(x, weights)``, the weights (B, H, T, S).
        """
        own = self.norm_1(x)
        attended, weights = self.self_attention(
            own, own, own, mask, need_weights, **options
        )
        x = x + self.dropout(attended)
        x = x + self.dropout(self.feed_forward(self.norm_2(x)))
        return (x, weights) if need_weights else x


def _check_tokens(tokens: Tensor) -> None:
    """Raise a ValueError unless tokens are integers (B, T), T at least 1."""
    if tokens.dim() != 2 or not tokens.numel() or tokens.is_floating_point():
        raise ValueError(
            "tokens are integers (B, T) with T at least 1, got "
            f"{tokens.dtype} {tuple(tokens.shape)}. Remedy: tokens[None] for "
            "one text; begin an empty text with a token"
        )


def _continue(
    model: Any,
    tokens: Tensor,
    strategy: Any,
    max_new_tokens: int,
    adjust: Any,
) -> Tensor:
    """Return the tokens (B, T) and those that a language model adds."""
    _check_tokens(tokens)
    if (tokens[:, -1] == model.pad_id).any():
        raise ValueError("prompts are padded on the left, not on the right")
    copies = tokens.repeat_interleave(strategy.num_beams, dim=0)
    with torch.no_grad(), evaluating(model):
        written = _extend(model, copies, strategy, max_new_tokens, adjust)
    if isinstance(strategy, _Choose):
        return written
    best: Tensor = strategy.result(written)[0][:, 0]
    if strategy.end_id is None:
        return best
    filled = (best[:, tokens.shape[1] :] == strategy.end_id).cumsum(dim=1) > 1
    return best[:, : best.shape[1] - int(filled.all(dim=0).sum())]


class LanguageModel(nn.Module):
    """A decoder-only network: tokens in, logits of each next token out.

    The sizes are those of ``DecoderOnlyLayer``, of which there are
    ``num_layers``, and of ``RotaryPositions``. One table serves as embedding
    and, tied, as projection. ``config`` holds the arguments that built the
    model.

    Texts of different lengths are padded on the left, with ``pad_id``: it is
    no token, and nothing attends to it. Positions begin with the padding; that
    is right, because rotary positions only tell distances.

    Raises ValueError for sizes that do not divide, a head of odd width, tokens
    that are not (B, T), and a sequence longer than ``max_len``; IndexError for
    a token id outside the vocabulary.

    Source: Touvron et al. (2023), section 2.2; Ainslie et al. (2023).
    """

    # No token: the label that PyTorch's cross-entropy leaves out.
    pad_id = -100

    def __init__(
        self,
        vocab_size: int,
        d_model: int,
        num_heads: int,
        num_layers: int,
        d_ff: int,
        num_kv_heads: int | None = None,
        max_len: int = 2048,
        dropout: float = 0.0,
        rotary_base: float = 10_000.0,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.config = _arguments(locals())
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.embedding.scale = 1.0  # as in Llama
        self.layers = nn.ModuleList(
            DecoderOnlyLayer(
                d_model, num_heads, d_ff, num_kv_heads, dropout, eps
            )
            for _ in range(num_layers)
        )
        self.rotary = RotaryPositions(
            d_model // num_heads, max_len, rotary_base
        )
        self.norm = RMSNorm(d_model, eps)

    def forward(
        self, tokens: Tensor, need_weights: bool = False, cache: Any = None
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        """Return the logits (B, T, V) of the tokens (B, T).

        With ``need_weights=True`` return ``(logits, weights)``, a list of the
        weights (B, H, T, T) of each layer. With a ``cache`` only those tokens
        are computed that it does not hold yet, and only their logits are
        returned.
        """
        _check_tokens(tokens)
        start = 0 if cache is None else cache.length
        is_token = tokens != self.pad_id
        x = self.embedding(tokens.where(is_token, 0)[:, start:])
        mask = None  # a last token alone may see all before it
        if (start and x.shape[1] > 1) or not is_token.all():
            mask = causal_mask(tokens.shape[1], tokens.device)[start:]
            mask = mask & is_token[:, None, None]
        options = {"cache": cache, "is_causal": mask is None and start == 0}
        options["rotate"] = partial(self.rotary, start=start)
        all_weights = []
        for layer in self.layers:
            x = layer(x, mask, need_weights, **options)
            if need_weights:
                x, weights = x
                all_weights.append(weights)
        logits = self.to_logits(x)
        return (logits, all_weights) if need_weights else logits

    def to_logits(self, x: Tensor) -> Tensor:
        """Return the logits (B, T, V) of what a layer returns, (B, T, D)."""
        return nn.functional.linear(self.norm(x), self.embedding.table.weight)

    def generate(
        self,
        tokens: Tensor,
        *,
        end_id: int | None,
        max_new_tokens: int,
        temperature: float = 0.0,
        k: int | None = None,
        p: float | None = None,
        generator: torch.Generator | None = None,
        num_beams: int = 1,
        alpha: float = 0.6,
        adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
    ) -> Tensor:
        """Return the tokens (B, T) and those that follow, (B, length).

        Parameters
        ----------
        tokens : integer tensor (B, T)
            At least one token; shorter texts are padded on the left with
            ``pad_id``.
        end_id : int or None
            The token that ends a sequence, and fills what is left of it; None:
            all run to the limit.
        max_new_tokens : int
            How many may follow.
        temperature, k, p, generator
            As in ``choose_token``; temperature 0 is greedy decoding.
        num_beams, alpha, adjust
            As in ``beam_search``; the best hypothesis is returned.

        Dropout is off; each token is computed once (key-value cache). Raises
        ValueError as the model, ``choose_token`` and ``beam_search`` do, and
        for more than one beam at a temperature above 0.
        """

        def choose(logits: Tensor) -> Tensor:
            return choose_token(logits, temperature, k, p, generator)

        if num_beams != 1 and temperature:
            raise ValueError("beams do not sample: set temperature to 0")
        strategy: _Choose | _Beams = _Choose(choose, end_id, pad_id=None)
        if num_beams != 1:
            strategy = _Beams(num_beams, alpha, end_id, pad_id=None)
        return _continue(self, tokens, strategy, max_new_tokens, adjust)
