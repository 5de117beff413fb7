"""Masking: what a position may see.

Developed in chapters/07_masking.ipynb: change it there, then run `make
update`.
"""

import math

import torch
from torch import Tensor

__all__ = ["causal_mask", "padding_mask", "additive_mask", "boolean_mask"]


def causal_mask(size: int, device: torch.device | str | None = None) -> Tensor:
    """Return the mask in which position i may attend to positions 0 to i.

    Parameters
    ----------
    size : int
        Number of positions T, at least 0; PyTorch raises a RuntimeError for a
        negative one.
    device : optional
        Where the mask is made; by default where PyTorch makes tensors.

    Returns
    -------
    mask : boolean tensor (T, T)
        True: may attend.

    Source: the source text, Masked Multi-Head Attention.
    """
    return torch.ones(size, size, dtype=torch.bool, device=device).tril()


def padding_mask(tokens: Tensor, pad_id: int) -> Tensor:
    """Return the mask in which no one may attend to padding.

    Parameters
    ----------
    tokens : integer tensor (B, S)
        Token ids, short sentences padded with ``pad_id``. One sentence
        without the batch dimension, (S,), raises an IndexError.
    pad_id : int
        The padding token.

    Returns
    -------
    mask : boolean tensor (B, 1, 1, S)
        True where there is a token; the same for all heads and queries.

    Source: the source text, Masked Multi-Head Attention ("some values are
    masked"); its name is PyTorch's ``key_padding_mask``, turned round.
    """
    return (tokens != pad_id)[:, None, None, :]


def additive_mask(mask: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    """Turn a boolean mask into the source text's M.

    Parameters
    ----------
    mask : boolean tensor of any shape
        True: may attend.
    dtype : optional
        A floating type; by default PyTorch's default, float32.

    Returns
    -------
    M : floating tensor of the same shape
        0 where ``mask`` is True, -inf where it is False.

    Raises
    ------
    TypeError
        If the mask is not boolean.

    Source: the source text, Masked Multi-Head Attention.
    """
    kind = getattr(mask, "dtype", type(mask).__name__)
    if kind != torch.bool:
        raise TypeError(
            f"a boolean tensor is needed (True: may attend), got {kind}"
        )
    return torch.zeros(
        mask.shape, dtype=dtype, device=mask.device
    ).masked_fill(~mask, -math.inf)


def boolean_mask(additive: Tensor) -> Tensor:
    """Turn the source text's M into a boolean mask.

    Parameters
    ----------
    additive : floating tensor of any shape
        0 and -inf, nothing else.

    Returns
    -------
    mask : boolean tensor of the same shape
        True where M is 0: may attend.

    Raises
    ------
    TypeError
        If M is not floating.
    ValueError
        If it holds anything but 0 and -inf.

    Source: the source text, Masked Multi-Head Attention.
    """
    kind = getattr(additive, "dtype", type(additive).__name__)
    if not getattr(kind, "is_floating_point", False):
        raise TypeError(
            f"a floating tensor of 0 and -inf is needed, got {kind}"
        )
    allowed = additive == 0
    if not (allowed | (additive == -math.inf)).all():
        raise ValueError(
            "an additive mask holds only 0 and -inf; "
            "this one holds other numbers too"
        )
    return allowed
