"""A language model: decoder-only, as they are built today.

Developed in chapters/14_since_2017.ipynb: change it there, then run `make
update`.
"""

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.decoding import _Choose, _extend, choose_token
from transformer_lib.encoder import TokenEmbedding, _positions
from transformer_lib.masking import causal_mask
from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.query_key_value import _check_width
from transformer_lib.transformer import evaluating

__all__ = [
    "RMSNorm",
    "RotaryPositions",
    "SwiGLU",
    "DecoderOnlyLayer",
    "LanguageModel",
]


class RMSNorm(nn.Module):
    """Divides each vector by the root of its mean square; a gain per entry.

    Called with (..., D), gives (..., D). Computes in float32 at least: in
    float16 the square of 256 overflows.

    Parameters
    ----------
    d_model : int
        Width D of the vectors.
    eps : float
        Added to the mean square, so that a vector of zeros can be divided.

    Raises
    ------
    ValueError
        When called with vectors that are not D wide.

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
    queries or keys (B, H, T, K), gives the same shape; the first of the T
    vectors is at position ``start``.

    Parameters
    ----------
    d_k : int
        Width K of a head, even.
    max_len : int
        The longest sequence.
    base : float
        The larger, the slower the last pairs turn.

    Raises
    ------
    ValueError
        For an odd ``d_k``, and for a sequence longer than ``max_len`` or
        vectors not K wide.

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
        position = torch.arange(max_len, dtype=torch.float64)[:, None]
        pair = torch.arange(0, d_k, 2, dtype=torch.float64)
        angle = position * base ** (-pair / d_k)
        turns = torch.stack([angle.cos(), angle.sin()], dim=1)
        self.register_buffer(
            "turns", turns.to(torch.get_default_dtype()), persistent=False
        )

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        _check_width(2 * self.turns.shape[2], x)
        turns = _positions(self.turns, start, x.shape[-2]).to(x.dtype)
        cos, sin = turns.unbind(dim=1)
        a, b = x[..., 0::2], x[..., 1::2]
        turned = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
        return turned.flatten(-2)


class SwiGLU(nn.Module):
    """Feed-forward block with a gate: narrow(silu(gate(x)) * wide(x)).

    Called with (..., D), gives (..., D). No matrix adds a bias.

    Parameters
    ----------
    d_model, d_ff : int
        Width outside and inside.

    Raises
    ------
    ValueError
        When called with vectors that are not D wide.

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

    Parameters
    ----------
    d_model, num_heads, d_ff : int
        Width D, number of heads H of the queries, width inside SwiGLU.
    num_kv_heads : int, optional
        Number of heads of keys and values; by default H.
    dropout : float
        On the output of each sublayer.
    eps : float
        As in ``RMSNorm``.

    Raises
    ------
    ValueError
        As ``MultiHeadAttention`` does.

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
        cache: Any = None,
        rotate: Any = None,
    ) -> Tensor | tuple[Tensor, Tensor]:
        """Return x (B, T, D), changed by both sublayers.

        The arguments are those of ``MultiHeadAttention``. With
        ``need_weights=True`` return ``(x, weights)``, the weights (B, H, T, S).
        """
        own = self.norm_1(x)
        attended, weights = self.self_attention(
            own, own, own, mask, need_weights, cache, rotate
        )
        x = x + self.dropout(attended)
        x = x + self.dropout(self.feed_forward(self.norm_2(x)))
        return (x, weights) if need_weights else x


class LanguageModel(nn.Module):
    """A decoder-only network: tokens in, logits of each next token out.

    Parameters
    ----------
    vocab_size : int
        Number of tokens V.
    d_model, num_heads, num_layers, d_ff, num_kv_heads, dropout, eps
        As in ``DecoderOnlyLayer``; ``num_layers`` of them.
    max_len : int
        The longest sequence.
    rotary_base : float
        As in ``RotaryPositions``.

    Attributes
    ----------
    config : dict
        The arguments that built it: ``LanguageModel(**model.config)`` has the
        same sizes.

    Raises
    ------
    ValueError
        For sizes that do not divide, a head of odd width, or a sequence
        longer than ``max_len``.
    IndexError
        If a token id lies outside the vocabulary.

    One table serves as embedding and, tied, as projection. There is no
    padding: all sequences of a batch have the same length.

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
        self.config = dict(locals())  # the arguments, and two more
        del self.config["self"], self.config["__class__"]
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
        start = 0 if cache is None else cache.length
        x = self.embedding(tokens[:, start:])
        mask = None  # a last token alone may see all before it
        if x.shape[1] > 1:
            mask = causal_mask(tokens.shape[1], tokens.device)[start:]
        rotate = partial(self.rotary, start=start)
        all_weights = []
        for layer in self.layers:
            x = layer(x, mask, need_weights, cache, rotate)
            if need_weights:
                x, weights = x
                all_weights.append(weights)
        logits = self.to_logits(x)
        return (logits, all_weights) if need_weights else logits

    def to_logits(self, x: Tensor) -> Tensor:
        """Return the logits (B, T, V) of what a layer returns, (B, T, D)."""
        return nn.functional.linear(self.norm(x), self.embedding.table.weight)

    @torch.inference_mode()
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
    ) -> Tensor:
        """Return the tokens (B, T) and those that follow, (B, length).

        Parameters
        ----------
        tokens : integer tensor (B, T)
            At least one token; all sequences are equally long.
        end_id : int or None
            The token that ends a sequence, and fills what is left of it; None:
            all run to the limit.
        max_new_tokens : int
            How many may follow.
        temperature, k, p, generator
            As in ``choose_token``; temperature 0 is greedy decoding.

        Dropout is off; each token is computed once (key-value cache).

        Raises
        ------
        ValueError
            If there is no token, ``max_new_tokens`` is below 1, a sequence
            gets longer than ``max_len``, or as ``choose_token`` does.
        """
        if tokens.dim() != 2 or tokens.shape[1] == 0:
            raise ValueError(
                "generate continues tokens (B, T) with T at least 1, "
                f"got {tuple(tokens.shape)}"
            )

        def choose(logits):
            return choose_token(logits, temperature, k, p, generator)

        with evaluating(self):
            strategy = _Choose(choose, end_id, pad_id=None)
            return _extend(self, tokens, strategy, max_new_tokens).clone()
