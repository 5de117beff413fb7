"""Attention as a network: a block with three matrices that are trained.

Developed in chapters/03_attention_network.ipynb: change it there, then run
`make update`.
"""

from torch import Tensor, nn

from transformer_lib.query_key_value import _check_width, attend

__all__ = ["AttentionBlock"]


class AttentionBlock(nn.Module):
    """Attention with three trainable matrices: for queries, keys, values.

    Parameters
    ----------
    d_model : int
        Width of the vectors that go in.
    d_k : int, optional
        Width of queries, keys and values; by default ``d_model``.

    Raises
    ------
    ValueError
        If a width is less than 1.

    The source text's Mq, Mk and Mv are ``w_query``, ``w_key`` and ``w_value``.

    Source: the source text, Query, Key, and Values.
    """

    def __init__(self, d_model: int, d_k: int | None = None) -> None:
        super().__init__()
        d_k = d_model if d_k is None else d_k
        if d_model < 1 or d_k < 1:
            raise ValueError(
                f"d_model and d_k must be at least 1, got {d_model} and {d_k}"
            )
        self.w_query = nn.Linear(d_model, d_k, bias=False)
        self.w_key = nn.Linear(d_model, d_k, bias=False)
        self.w_value = nn.Linear(d_model, d_k, bias=False)

    def forward(
        self,
        query: Tensor,
        key: Tensor | None = None,
        value: Tensor | None = None,
        mask: Tensor | None = None,
        need_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return (output (B, T, d_k), weights (B, T, S) or None).

        ``query`` is (B, T, D), ``key`` and ``value`` are (B, S, D). Without
        a key, ``query`` takes its place; without a value, ``key`` does.

        Raises ValueError if an input is not D wide, and as ``attention``
        does.
        """
        key = query if key is None else key
        value = key if value is None else value
        _check_width(self.w_query.in_features, query, key, value)
        return attend(
            self.w_query(query),
            self.w_key(key),
            self.w_value(value),
            mask,
            need_weights=need_weights,
        )
