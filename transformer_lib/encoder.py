"""The encoder: embedding, position, attention, feed-forward, Add & Norm.

Developed in chapters/05_encoder.ipynb, grown in
chapters/15_real_networks.ipynb: change it there, then run `make update`.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.query_key_value import _check_width

__all__ = [
    "TokenEmbedding",
    "SinusoidalPositionalEncoding",
    "LearnedPositionalEncoding",
    "FeedForward",
    "AddNorm",
    "EncoderLayer",
    "Encoder",
]


class TokenEmbedding(nn.Module):
    """A table with one trainable vector for each token, times sqrt(d_model).

    Called with token ids (B, T), gives (B, T, D). The vector of ``pad_id``
    is zero and is not trained. ``scale`` holds the factor; many networks of
    today set it to 1. Raises IndexError for an id outside the vocabulary.

    Source: the source text, Input embedding; Vaswani et al. (2017), section 3.4.
    """

    def __init__(
        self, vocab_size: int, d_model: int, pad_id: int | None = None
    ) -> None:
        super().__init__()
        self.table = nn.Embedding(vocab_size, d_model, padding_idx=pad_id)
        nn.init.normal_(self.table.weight, std=d_model**-0.5)
        if pad_id is not None:
            nn.init.zeros_(self.table.weight[pad_id])
        self.scale = math.sqrt(d_model)

    def forward(self, tokens: Tensor) -> Tensor:
        try:
            return self.table(tokens) * self.scale
        except IndexError as error:
            raise IndexError(
                f"token ids must be from 0 to {self.table.num_embeddings - 1},"
                f" got {int(tokens.min())} to {int(tokens.max())}"
            ) from error


def _positions(table: Tensor, start: int, length: int) -> Tensor:
    """Return rows ``start`` to ``start + length`` of a table of positions.

    Raises ValueError, with both numbers, if the table has not so many rows.
    """
    if start + length > len(table):
        raise ValueError(
            f"a sequence of {start + length} tokens is longer than "
            f"max_len={len(table)}"
        )
    return table[start : start + length]


class SinusoidalPositionalEncoding(nn.Module):
    """Adds a fixed pattern of sines and cosines to each position.

    PE[p, 2i] = sin(p / 10000^(2i / D))
    PE[p, 2i + 1] = cos(p / 10000^(2i / D))

    Called with (B, T, D), gives (B, T, D); the first of the T vectors is at
    position ``start``. Raises ValueError for an odd ``d_model``, and for a
    sequence longer than ``max_len`` or not D wide.

    Source: the source text, Positional encoding ("can be fixed"); Vaswani et al.
    (2017), section 3.5.
    """

    table: Tensor

    def __init__(self, d_model: int, max_len: int = 5000) -> None:
        super().__init__()
        if d_model % 2:
            raise ValueError(
                "sine and cosine come in pairs: d_model must be even, "
                f"got {d_model}"
            )
        position = torch.arange(max_len, dtype=torch.float64)[:, None]
        frequency = 10000.0 ** (
            -torch.arange(0, d_model, 2, dtype=torch.float64) / d_model
        )
        angle = position * frequency
        table = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
        self.register_buffer(
            "table", table.to(torch.get_default_dtype()), persistent=False
        )

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        _check_width(self.table.shape[1], x)
        if self.table.is_meta and not x.is_meta:  # loaded with assign=True
            self._apply(lambda t: torch.empty_like(t, device=x.device))
        return x + _positions(self.table, start, x.shape[-2]).to(x.dtype)

    def _apply(self, fn: Any, recurse: bool = True) -> nn.Module:
        """Make the table anew: a copy may be rounded or, from meta, empty."""
        nn.Module._apply(self, fn, recurse)
        with torch.inference_mode(False), torch.device("cpu"):
            new = SinusoidalPositionalEncoding(*reversed(self.table.shape))
        self.table = new.table.to(self.table.device)
        return self


class LearnedPositionalEncoding(nn.Module):
    """Adds a trainable vector to each position.

    Called with (B, T, D), gives (B, T, D); the first of the T vectors is at
    position ``start``. Raises ValueError for a sequence longer than
    ``max_len`` or not D wide.

    Source: the source text, Positional encoding ("or learned during training").
    """

    def __init__(self, d_model: int, max_len: int = 5000) -> None:
        super().__init__()
        self.table = nn.Parameter(0.02 * torch.randn(max_len, d_model))

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        _check_width(self.table.shape[1], x)
        return x + _positions(self.table, start, x.shape[-2])


class FeedForward(nn.Module):
    """Two matrices, an activation function between; each position by itself.

    Called with (..., D), gives (..., D); ``d_ff`` wide inside, where a
    fraction ``dropout`` is dropped in training. ``activation`` is "relu" or
    "gelu". Raises ValueError for another one, or if x is not D wide.

    Source: the source text, Feed-Forward; Vaswani et al. (2017), equation 2.
    """

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        dropout: float = 0.1,
        activation: str = "relu",
    ) -> None:
        super().__init__()
        activations = {"relu": nn.ReLU(), "gelu": nn.GELU()}
        if activation not in activations:
            raise ValueError(
                f'activation must be "relu" or "gelu", got {activation!r}'
            )
        self.wide = nn.Linear(d_model, d_ff)
        self.activation = activations[activation]
        self.dropout = nn.Dropout(dropout)
        self.narrow = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Tensor:
        _check_width(self.wide.in_features, x)
        return self.narrow(self.dropout(self.activation(self.wide(x))))


class AddNorm(nn.Module):
    """The residual connection and the layer norm around one sublayer.

    With ``norm_first=False`` (the source text, the paper) the norm comes after
    the addition: norm(x + sublayer(x)). With ``norm_first=True`` (most code
    today) before the sublayer: x + sublayer(norm(x)). Either way::

        x = add_norm(x, sublayer(add_norm.prepare(x)))

    ``x`` and the sublayer's output are (..., D), and so is the result. An
    input of another width is a ValueError.

    Source: the source text, Add & Norm; Vaswani et al. (2017), section 3.1;
    Xiong et al. (2020).
    """

    def __init__(
        self,
        d_model: int,
        dropout: float = 0.1,
        norm_first: bool = False,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.d_model = d_model
        self.norm = nn.LayerNorm(d_model, eps)
        self.dropout = nn.Dropout(dropout)
        self.norm_first = norm_first

    def prepare(self, x: Tensor) -> Tensor:
        """Return what the sublayer sees: x, normalised if that comes first."""
        _check_width(self.d_model, x)
        return self.norm(x) if self.norm_first else x

    def forward(self, x: Tensor, sublayer_output: Tensor) -> Tensor:
        """Add the sublayer's output to x; normalise if the norm comes last."""
        _check_width(self.d_model, x, sublayer_output)
        x = x + self.dropout(sublayer_output)
        return x if self.norm_first else self.norm(x)


class EncoderLayer(nn.Module):
    """Multi-head self-attention and feed-forward, each inside Add & Norm.

    Called as ``(x, mask=None) -> x`` with x (B, T, D) and a mask that
    broadcasts to (B, H, T, T); with ``need_weights=True`` it gives
    ``(x, weights)``, the weights (B, H, T, T). ``dropout`` is for the output
    of each sublayer and inside the feed-forward block, ``attention_dropout``
    for the attention weights; ``eps`` is the norms' epsilon. Errors are
    those of the parts.

    Source: the source text, The Encoder Blocks; Vaswani et al. (2017), section
    3.1.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.1,
        norm_first: bool = False,
        activation: str = "relu",
        eps: float = 1e-5,
        attention_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, attention_dropout
        )
        self.add_norm_1 = AddNorm(d_model, dropout, norm_first, eps)
        self.feed_forward = FeedForward(d_model, d_ff, dropout, activation)
        self.add_norm_2 = AddNorm(d_model, dropout, norm_first, eps)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        need_weights: bool = False,
    ) -> Tensor | tuple[Tensor, Tensor]:
        own = self.add_norm_1.prepare(x)
        attended, weights = self.self_attention(
            own, own, own, mask, need_weights
        )
        x = self.add_norm_1(x, attended)
        x = self.add_norm_2(x, self.feed_forward(self.add_norm_2.prepare(x)))
        return (x, weights) if need_weights else x


class Encoder(nn.Module):
    """``num_layers`` encoder layers, one after the other, and a last norm.

    Called as ``(x, mask=None) -> x``; with ``need_weights=True`` it gives
    ``(x, weights)``, a list with the weights (B, H, T, T) of each layer. The
    other arguments, and the errors, are those of ``EncoderLayer``.

    Source: the source text, The Encoder Blocks ("repeated n times").
    """

    def __init__(
        self,
        num_layers: int,
        d_model: int,
        num_heads: int,
        d_ff: int,
        **layer_options: Any,
    ) -> None:
        super().__init__()
        # Built one by one, so that each starts from its own random numbers.
        self.layers = nn.ModuleList(
            EncoderLayer(d_model, num_heads, d_ff, **layer_options)
            for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(d_model, layer_options.get("eps", 1e-5))

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        need_weights: bool = False,
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        all_weights = []
        for layer in self.layers:
            x = layer(x, mask, need_weights)
            if need_weights:
                x, weights = x
                all_weights.append(weights)
        x = self.norm(x)
        return (x, all_weights) if need_weights else x
