"""Reading the heads: all maps of a sentence, their score, one head removed.

Developed in chapters/13_reading_heads.ipynb: change it there, then run `make
update`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from transformer_lib.transformer import Transformer, evaluating

__all__ = [
    "AttentionMaps",
    "attention_maps",
    "entropy",
    "alignment_score",
    "without_head",
]


@dataclass(frozen=True)
class AttentionMaps:
    """All attention weights of one pass through a Transformer.

    Attributes
    ----------
    encoder : tensor (layers, B, H, S, S)
    decoder_self : tensor (layers, B, H, T, T)
    decoder_cross : tensor (layers, B, H, T, S)
        Row t belongs to the token that is *predicted* at position t, the one
        after the token that is read there.
    logits : tensor (B, T, tgt_vocab_size)
        As the model gives them.

    Rows of padding are there, and mean nothing: leave them out of any mean.

    Source: chapter 13 of this book.
    """

    encoder: torch.Tensor
    decoder_self: torch.Tensor
    decoder_cross: torch.Tensor
    logits: torch.Tensor


@torch.no_grad()
def attention_maps(
    model: Transformer, src: Tensor, tgt: Tensor
) -> AttentionMaps:
    """Return the ``AttentionMaps`` of a model for source and target tokens.

    Parameters
    ----------
    model : Transformer
        Dropout is off meanwhile; afterwards the mode is what it was.
    src : integer tensor (B, S)
    tgt : integer tensor (B, T)
        The decoder input, from the start token on.

    Errors are those of ``model(src, tgt)``.

    Source: the source text, The Transformer Network; chapter 8 of this book.
    """
    with evaluating(model):
        memory, encoder = model.encode(src, need_weights=True)
        logits, both = model.decode(tgt, memory, src, need_weights=True)
    itself, cross = zip(*both, strict=True)
    maps = (torch.stack(list(each)) for each in (encoder, itself, cross))
    return AttentionMaps(*maps, logits)


def entropy(weights: Tensor) -> Tensor:
    """Return the entropy of each row of attention weights, in nats.

    ``weights`` is (..., T, S), each row a distribution; the result is
    (..., T), from 0 (all on one) to ln S (all alike).

    Source: Shannon (1948); ``torch.special.entr``.
    """
    return torch.special.entr(weights).sum(dim=-1)


def alignment_score(weights: Tensor, right: Tensor) -> float:
    """Return how often the largest weight of a row lies on a right position.

    Parameters
    ----------
    weights : floating tensor (..., T, S)
        Attention weights; of all heads, of one, or of a mean.
    right : boolean tensor (..., T, S)
        True where a row may look. Rows without any do not count: letters
        that have no source, and padding.

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ValueError
        If the shapes differ, or no row counts.

    Source: Bahdanau et al. (2015), section 5.2.1, read the weights as a
    soft alignment; here only the largest one counts.
    """
    if weights.shape != right.shape:
        raise ValueError(
            f"weights {tuple(weights.shape)} and right {tuple(right.shape)} "
            "must have one shape"
        )
    counts = right.any(dim=-1)
    if not counts.any():
        raise ValueError("no row has a right position: there is no score")
    most = weights.argmax(dim=-1, keepdim=True)
    hit = right.gather(-1, most)[..., 0]
    return hit[counts].float().mean().item()


@contextmanager
def without_head(
    model: Transformer, part: str, layer: int, head: int
) -> Iterator[Transformer]:
    """Switch one head off inside a ``with`` block.

    Parameters
    ----------
    model : Transformer
        Is changed in place, and put back when the block ends, also by an
        error. Blocks may be nested.
    part : "encoder", "decoder_self" or "decoder_cross"
    layer, head : int
        Counted from 0.

    Raises
    ------
    ValueError
        If there is no such part.
    IndexError
        If there is no such layer or head.

    Source: Michel et al. (2019): the head's output is multiplied by 0.
    """
    attention = _attention_of(model, part, layer)
    if not 0 <= head < attention.num_heads:
        raise IndexError(f"head {head} of {attention.num_heads} heads")
    width = attention.d_model // attention.num_heads
    own = slice(head * width, (head + 1) * width)
    columns = attention.w_output.weight.detach()[:, own]  # shares memory
    kept = columns.clone()
    columns.zero_()
    try:
        yield model
    finally:
        columns.copy_(kept)


def _attention_of(model, part, layer):
    """The attention module of a part in a layer."""
    names = {
        "encoder": (model.encoder, "self_attention"),
        "decoder_self": (model.decoder, "self_attention"),
        "decoder_cross": (model.decoder, "cross_attention"),
    }
    if part not in names:
        raise ValueError(f"part must be one of {', '.join(names)}: {part!r}")
    half, name = names[part]
    if not 0 <= layer < len(half.layers):
        raise IndexError(f"layer {layer} of {len(half.layers)} layers")
    return getattr(half.layers[layer], name)
