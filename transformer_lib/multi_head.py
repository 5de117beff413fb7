"""Multi-head attention: several attention blocks side by side, as one.

Developed in chapters/04_multi_head.ipynb: change it there, then run `make
update`.
"""

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from transformer_lib.query_key_value import _check_width, attend

__all__ = ["MultiHeadAttention"]


def _check_heads(d_model, num_heads, num_kv_heads):
    """Raise a ValueError with both numbers for heads that do not divide."""
    for whole, part, names in (
        (d_model, num_heads, "d_model must be divisible by num_heads"),
        (
            num_heads,
            num_kv_heads,
            "num_heads must be divisible by num_kv_heads",
        ),
    ):
        if whole < 1 or part < 1 or whole % part:
            raise ValueError(f"{names}, got {whole} and {part}")


def _for_each_head(x, num_heads):
    """(B, G, S, K) -> (B, H, S, K): each head of x serves its group."""
    return x.repeat_interleave(num_heads // x.shape[1], dim=1)


def _multiply_rows(x, layer, start, stop):
    """Return x times these rows of the layer's matrix, bias included."""
    bias = None if layer.bias is None else layer.bias[start:stop]
    return nn.functional.linear(x, layer.weight[start:stop], bias)


class MultiHeadAttention(nn.Module):
    """Several attention blocks side by side, computed as one.

    Parameters
    ----------
    d_model : int
        Width D of the vectors that go in and come out; divisible by
        ``num_heads``.
    num_heads : int
        Number of heads H. Each works with vectors of width K = D / H.
    dropout : float
        Fraction of the attention weights set to 0 in training. The paper
        drops none.
    bias : bool
        Whether the four matrices add a bias.
    num_kv_heads : int, optional
        Number of heads G that keys and values have; by default H. With fewer,
        each serves a group of H / G neighbouring heads of the queries.

    Raises
    ------
    ValueError
        If ``d_model`` is not divisible by ``num_heads``, or ``num_heads`` by
        ``num_kv_heads``, or one of them is less than 1.

    The source text's Mq, Mk and Mv of all heads are the first D, the next G K
    and the last G K rows of ``w_query_key_value.weight``; within each, head h
    has the rows h K to (h + 1) K.

    Source: the source text, section Multi-Head Attention; Vaswani et al. (2017),
    section 3.2.2. Fewer heads of keys and values: Ainslie et al. (2023).
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
        G = num_heads if num_kv_heads is None else num_kv_heads
        _check_heads(d_model, num_heads, G)
        self.d_model, self.num_heads, self.num_kv_heads = d_model, num_heads, G
        self.d_k = d_model // num_heads
        self.dropout = dropout
        # Mq, Mk and Mv of all heads under one another.
        rows = [d_model, G * self.d_k, G * self.d_k]
        self.w_query_key_value = nn.Linear(d_model, sum(rows), bias=bias)
        self.w_output = nn.Linear(d_model, d_model, bias=bias)
        stacked = self.w_query_key_value.weight.split(rows)
        for matrix in (*stacked, self.w_output.weight):
            nn.init.xavier_uniform_(matrix)
        if bias:
            nn.init.zeros_(self.w_query_key_value.bias)
            nn.init.zeros_(self.w_output.bias)

    def forward(
        self,
        query: Tensor,
        key: Tensor | None,
        value: Tensor | None,
        mask: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
        rotate: Callable[[Tensor], Tensor] | None = None,
    ) -> tuple[Tensor, Tensor | None]:
        """Return (output (B, T, D), weights (B, H, T, S) or None).

        Parameters
        ----------
        query : tensor (B, T, D)
            What looks.
        key, value : tensor (B, S, D)
            What is looked at, and what is mixed.
        mask : tensor broadcastable to (B, H, T, S), optional
            Boolean: True where a query may attend to a key. Floating: added
            to the scores, 0 or -inf. A mask (B, T, S), one for each sentence,
            needs ``mask.unsqueeze(1)``.
        need_weights : bool
            Whether to return the weights, which takes more memory and time.
        cache : optional
            Spares the work of computing the same keys and values again when
            a text grows token by token. ``cache.extend(self, key, value)``
            takes the new ones (B, G, N, K), and gives all there are. If
            ``key`` is None, all are there already.
        rotate : function, optional
            Applied to the queries (B, H, T, K) and to the new keys
            (B, G, N, K): it turns them by their positions.

        Raises
        ------
        TypeError
            If the mask is no tensor, or neither boolean nor floating.
        ValueError
            If an input is not D wide, or the mask does not broadcast to
            (B, H, T, S).
        """
        query, key, value = self.project(query, key, value)
        if rotate is not None:  # positions, chapter 14
            query, key = rotate(query), rotate(key)
        if cache is not None:  # token by token, chapter 10
            key, value = cache.extend(self, key, value)
        if self.num_kv_heads < self.num_heads:  # chapter 14
            key = _for_each_head(key, self.num_heads)
            value = _for_each_head(value, self.num_heads)
        dropout = self.dropout if self.training else 0.0
        mixed, weights = attend(query, key, value, mask, dropout, need_weights)
        return self.w_output(self._merge(mixed)), weights

    def project(
        self, query: Tensor, key: Tensor | None, value: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Return queries (B, H, T, K), keys and values (B, G, S, K).

        The inputs are those of the call. Equal inputs share one product. If
        ``key`` is None, so are the keys and the values.
        """
        layer, D, G = self.w_query_key_value, self.d_model, self.num_kv_heads
        _check_width(D, query, key, value)
        if query is key is value:  # self-attention: one product
            heads = self._split(layer(query))
            return heads.split([self.num_heads, G, G], dim=1)
        query = self._split(_multiply_rows(query, layer, 0, D))
        if key is None:
            return query, None, None
        middle, end = D + G * self.d_k, D + 2 * G * self.d_k
        if key is value:  # one sequence looks at another: two products
            both = self._split(_multiply_rows(key, layer, D, end))
            return query, *both.split(G, dim=1)
        key = self._split(_multiply_rows(key, layer, D, middle))
        value = self._split(_multiply_rows(value, layer, middle, end))
        return query, key, value

    def _split(self, x):
        """(B, T, n K) -> (B, n, T, K): the n heads before the positions."""
        return x.unflatten(-1, (-1, self.d_k)).transpose(1, 2)

    def _merge(self, x):
        """(B, H, T, K) -> (B, T, D): the heads side by side again."""
        return x.transpose(1, 2).flatten(2)
