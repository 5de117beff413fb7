"""Query, key, value: attention with three matrices that are trained.

Developed in chapters/02_query_key_value.ipynb, grown in
chapters/14_since_2017.ipynb: change it there, then run `make update`.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

__all__ = ["attention", "attend"]


def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    dropout: float = 0.0,
) -> tuple[Tensor, Tensor]:
    """Scaled dot-product attention: softmax(Q K^T / sqrt(d_k)) V.

    Parameters
    ----------
    query : tensor (..., T, K)
        T vectors that look for something.
    key : tensor (..., S, K)
        S vectors that say what is to be found where.
    value : tensor (..., S, V)
        S vectors that are mixed.
    mask : tensor broadcastable to the scores (..., T, S), optional
        Boolean: True where a query may attend to a key. Floating: added to
        the scores, 0 or -inf.
    dropout : float
        Probability with which a weight is set to 0; a caller passes 0 outside
        training.

    Returns
    -------
    output : tensor (..., T, V)
    weights : tensor (..., T, S)
        Each row adds up to 1 before dropout; a row that may attend to nothing
        is all 0, and so is its output.

    Raises
    ------
    TypeError
        If the mask is no tensor, or neither boolean nor floating.
    ValueError
        If the mask does not broadcast to the scores, queries and keys differ
        in width, or keys and values in number.

    Source: the source text, Query, Key, and Values; Vaswani et al. (2017),
    equation 1.
    """
    _check_sizes(query, key, value)
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    if mask is None:
        weights = scores.softmax(dim=-1)
    else:
        weights = _masked_softmax(scores, mask)
    if dropout:
        weights = nn.functional.dropout(weights, dropout)
    return weights @ value, weights


def _masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the keys that the mask allows; zeros where none is."""
    _check_mask(mask, scores.shape)
    allowed = mask if mask.dtype == torch.bool else mask > -math.inf
    if mask.dtype != torch.bool:
        scores = scores + mask.to(scores.dtype)
    nothing_allowed = ~allowed.any(dim=-1, keepdim=True)
    # A row of -inf alone would turn to NaN, in the gradient too: give such a
    # row any numbers, and take its weights away afterwards.
    scores = scores.masked_fill(~allowed, -math.inf).masked_fill(
        nothing_allowed, 0.0
    )
    return scores.softmax(dim=-1).masked_fill(nothing_allowed, 0.0)


def _check_sizes(query: Tensor, key: Tensor, value: Tensor) -> None:
    """Raise a ValueError with both numbers if the three do not fit together.

    The fast path of PyTorch 2.13 does not notice on a CPU that there are
    fewer values than keys.
    """
    if query.shape[-1] != key.shape[-1]:
        raise ValueError(
            "queries and keys must have the same width, "
            f"got {query.shape[-1]} and {key.shape[-1]}"
        )
    if key.shape[-2] != value.shape[-2]:
        raise ValueError(
            "there must be one value for each key, "
            f"got {key.shape[-2]} keys and {value.shape[-2]} values"
        )


def _check_width(width: int, *inputs: Tensor | None) -> None:
    """Raise a ValueError with both numbers for an input of another width.

    None is no input.
    """
    for x in inputs:
        if x is not None and x.shape[-1] != width:
            raise ValueError(
                f"the module is {width} wide, an input {x.shape[-1]}"
            )


def _check_mask(mask: Tensor, shape: Sequence[int]) -> None:
    """Raise an error that names the cause if the mask does not fit.

    ``shape`` is that of the scores (..., T, S). A mask that is no tensor, or
    neither boolean nor floating, is a TypeError; one that does not broadcast
    to the scores is a ValueError that names both shapes. So is one of three
    axes for scores of four: its first would count as the heads.
    """
    if not isinstance(mask, Tensor) or not (
        mask.dtype == torch.bool or mask.is_floating_point()
    ):
        kind = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(
            "a mask is a boolean tensor (True: may attend) or a floating one "
            f"(0 or -inf), got {kind}"
        )
    # From the last axis backwards: as many, or one for all.
    axes = zip(reversed(mask.shape), reversed(shape), strict=False)
    no_heads = mask.dim() == 3 and len(shape) == 4
    fits = all(m in (1, n) for m, n in axes) and mask.dim() <= len(shape)
    if no_heads or not fits:
        remedy = ". Remedy: mask.unsqueeze(1), an axis for the heads"
        raise ValueError(
            f"a mask of shape {tuple(mask.shape)} does not fit scores of "
            f"{tuple(shape)}" + remedy * no_heads
        )


def attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    dropout: float = 0.0,
    need_weights: bool = False,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention by the fast path, unless the weights are wanted.

    Parameters, errors and output are those of ``attention``. The weights are
    None unless ``need_weights`` is True: PyTorch's operation does not return
    them. Whether it holds them in memory meanwhile depends on the shapes, the
    dtype and the device. ``is_causal`` is the causal mask, not made as a
    matrix; ValueError with another mask, or unless T = S. Keys and values may
    have fewer heads than the queries: each serves a group of neighbours.

    Source: the source text, Query, Key, and Values.
    """
    if is_causal and (mask is not None or query.shape[-2] != key.shape[-2]):
        raise ValueError(
            "is_causal needs as many queries as keys, and no other mask. "
            "Remedy: join causal_mask to the mask"
        )
    group = query.shape[-3] // key.shape[-3] if query.dim() > 3 else 1
    if need_weights:
        if group > 1:
            key, value = (
                x.repeat_interleave(group, dim=-3) for x in (key, value)
            )
        if is_causal:
            square = (query.shape[-2], query.shape[-2])
            mask = torch.ones(square, device=query.device).tril() > 0
        return attention(query, key, value, mask, dropout)
    _check_sizes(query, key, value)
    if mask is not None:
        _check_mask(mask, (*query.shape[:-1], key.shape[-2]))
        if mask.dtype != torch.bool:
            mask = mask.to(query.dtype)
    output = nn.functional.scaled_dot_product_attention(
        query, key, value, mask, dropout, is_causal, enable_gqa=group > 1
    )
    return output, None
