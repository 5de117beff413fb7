"""Multi-head attention: several attention blocks side by side, as one.

Developed in chapters/04_multi_head.ipynb: change it there, then run `make update`.
"""

from typing import Any

from torch import Tensor, nn

from transformer_lib.query_key_value import _check_width, attend

__all__ = ["MultiHeadAttention"]


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

    Raises
    ------
    ValueError
        If ``d_model`` is not divisible by ``num_heads``, or one of them is
        less than 1.

    The source text's Mq, Mk and Mv of all heads are the first, second and third
    D rows of ``w_query_key_value.weight``; within each, head h has the rows
    h K to (h + 1) K.

    Source: the source text, section Multi-Head Attention; Vaswani et al. (2017),
    section 3.2.2.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_heads < 1 or d_model < 1 or d_model % num_heads:
            raise ValueError(
                f"d_model must be divisible by num_heads, "
                f"got {d_model} and {num_heads}"
            )
        self.d_model, self.num_heads = d_model, num_heads
        self.dropout = dropout
        # Mq, Mk and Mv of all heads under one another.
        self.w_query_key_value = nn.Linear(d_model, 3 * d_model, bias=bias)
        self.w_output = nn.Linear(d_model, d_model, bias=bias)
        stacked = self.w_query_key_value.weight.chunk(3)
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
            takes the new ones (B, H, N, K), and gives all there are. If
            ``key`` is None, all are there already.

        Raises
        ------
        TypeError
            If the mask is no tensor, or neither boolean nor floating.
        ValueError
            If an input is not D wide, or the mask does not broadcast to
            (B, H, T, S).
        """
        query, key, value = self.project(query, key, value)
        if cache is not None:
            key, value = cache.extend(self, key, value)
        dropout = self.dropout if self.training else 0.0
        mixed, weights = attend(query, key, value, mask, dropout, need_weights)
        return self.w_output(self._merge(mixed)), weights

    def project(
        self, query: Tensor, key: Tensor | None, value: Tensor | None
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Return queries (B, H, T, K), keys and values (B, H, S, K).

        The inputs are those of the call. Equal inputs share one product. If
        ``key`` is None, so are the keys and the values.
        """
        layer, D = self.w_query_key_value, self.d_model
        _check_width(D, query, key, value)
        if query is key is value:
            return self._split(layer(query), 3)
        (query,) = self._split(_multiply_rows(query, layer, 0, D), 1)
        if key is None:
            return query, None, None
        if key is value:
            both = _multiply_rows(key, layer, D, 3 * D)
            return query, *self._split(both, 2)
        (key,) = self._split(_multiply_rows(key, layer, D, 2 * D), 1)
        value = _multiply_rows(value, layer, 2 * D, 3 * D)
        return query, key, *self._split(value, 1)

    def _split(self, x, parts):
        """(B, T, parts D) -> parts tensors (B, H, T, K), one for each matrix.

        The heads become a dimension of their own, before the positions.
        """
        x = x.view(*x.shape[:2], parts, self.num_heads, -1)
        return x.permute(2, 0, 3, 1, 4).unbind()

    def _merge(self, x):
        """(B, H, T, K) -> (B, T, D): the heads side by side again."""
        return x.transpose(1, 2).flatten(2)
