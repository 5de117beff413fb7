"""Multi-head attention: several attention blocks side by side, as one.

Developed in chapters/04_multi_head.ipynb, grown in chapters/10_decoding.ipynb
and chapters/14_since_2017.ipynb: change it there, then run `make update`.
"""

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from transformer_lib.query_key_value import _check_width, attend

__all__ = ["MultiHeadAttention"]


def _check_heads(d_model: int, num_heads: int) -> None:
    """Raise a ValueError with both numbers for heads that do not divide."""
    if d_model < 1 or num_heads < 1 or d_model % num_heads:
        raise ValueError(
            "d_model must be divisible by num_heads, "
            f"got {d_model} and {num_heads}"
        )


def _start_at_random(layer: nn.Linear, rows: list[int]) -> None:
    """Start each matrix of so many rows at random, and the bias at 0."""
    for parameter in layer.parameters():
        if parameter.dim() == 1:
            nn.init.zeros_(parameter)
        else:
            for matrix in parameter.split(rows):
                nn.init.xavier_uniform_(matrix)


def _multiply(
    x: Tensor, layer: nn.Linear, start: int, stop: int | None
) -> Tensor:
    """Return x times these rows of the layer's matrix, bias included."""
    bias = None if layer.bias is None else layer.bias[start:stop]
    return nn.functional.linear(x, layer.weight[start:stop], bias)


class MultiHeadAttention(nn.Module):
    """Several attention blocks side by side: H heads, each K = D / H wide.

    Keys and values have ``num_kv_heads`` heads, G, by default H; with fewer,
    each serves a group of H / G neighbouring heads of the queries. ``bias``
    says whether the matrices add one, ``dropout`` which fraction of the
    attention weights is set to 0 in training. The rows of
    ``w_query_key_value.weight`` are Mq, Mk and Mv of all heads, one head
    after the other.

    Takes query (B, T, D), key and value (B, S, D); gives (output (B, T, D),
    weights (B, H, T, S) or None). ``mask`` and ``is_causal`` as in
    ``attend``. ``rotate`` turns the queries (B, H, T, K) and the new keys
    (B, G, S, K) by their positions. A ``cache`` keeps keys and values: those
    given are added to it, all are looked at; if it has all already, key and
    value are None.

    Raises ValueError unless H divides D and G divides H, and as ``attend``
    does.

    Source: the source text, section Multi-Head Attention; Vaswani et al. (2017),
    section 3.2.2; fewer heads of keys and values: Ainslie et al. (2023).
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        num_kv_heads: int | None = None,
    ) -> None:
        super().__init__()
        _check_heads(d_model, num_heads)
        G = num_heads if num_kv_heads is None else num_kv_heads
        if G < 1 or num_heads % G:
            raise ValueError(
                "num_heads must be divisible by num_kv_heads, "
                f"got {num_heads} and {G}"
            )
        self.d_model, self.num_heads, self.num_kv_heads = d_model, num_heads, G
        self.dropout = dropout
        width = d_model // num_heads * G
        self.rows = [d_model, width, width]  # of Mq, Mk and Mv
        self.w_query_key_value = nn.Linear(d_model, sum(self.rows), bias=bias)
        self.w_output = nn.Linear(d_model, d_model, bias=bias)
        _start_at_random(self.w_query_key_value, self.rows)
        _start_at_random(self.w_output, [d_model])

    def forward(
        self,
        query: Tensor,
        key: Tensor | None,
        value: Tensor | None,
        mask: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
        rotate: Callable[[Tensor], Tensor] | None = None,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        query, *new = self.project(query, key, value)
        if rotate is not None:
            query, new[0] = rotate(query), rotate(new[0])
        if cache is not None:
            new = cache.extend(self, *new)
        dropout = self.dropout if self.training else 0.0
        key, value = new
        mixed, weights = attend(
            query, key, value, mask, dropout, need_weights, is_causal
        )
        return self.w_output(self._merge(mixed)), weights

    def project(
        self, query: Tensor, key: Tensor | None, value: Tensor | None
    ) -> list[Tensor]:
        """Return queries (B, H, T, K); keys, values (B, G, S, K) if given."""
        layer, D, G = self.w_query_key_value, self.d_model, self.num_kv_heads
        _check_width(D, query, key, value)
        if query is key is value:  # self-attention: one product
            heads = self._heads(layer(query))
            return list(heads.split([self.num_heads, G, G], dim=1))
        heads = self._heads(_multiply(query, layer, 0, D))
        if key is None or value is None:
            return [heads]
        if key is value:  # one sequence looks at another: two products
            both = self._heads(_multiply(key, layer, D, None))
            return [heads, *both.split(G, dim=1)]
        end = D + self.rows[1]
        key, value = (
            _multiply(key, layer, D, end),
            _multiply(value, layer, end, None),
        )
        return [heads, self._heads(key), self._heads(value)]

    def _merge(self, x: Tensor) -> Tensor:  # (B, H, T, K) -> (B, T, D)
        return x.transpose(1, 2).flatten(2)

    def _heads(self, x: Tensor) -> Tensor:  # (B, T, n K) -> (B, n, T, K)
        K = self.d_model // self.num_heads
        return x.unflatten(-1, (-1, K)).transpose(1, 2)
