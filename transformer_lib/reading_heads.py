"""Reading the heads: all maps of a sentence, their score, one head removed.

Developed in chapters/13_reading_heads.ipynb: change it there, then run `make
update`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from transformer_lib.multi_head import MultiHeadAttention
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
    """All attention weights of one pass through a Transformer, and its logits.

    Row t of the decoder belongs to the token that is *predicted* at position
    t, the one after the token that is read there. Rows of padding are there,
    and mean nothing: leave them out of any mean.

    Source: the reading-heads chapter of this book.
    """

    encoder: Tensor  # (layers, B, H, S, S)
    decoder_self: Tensor  # (layers, B, H, T, T)
    decoder_cross: Tensor  # (layers, B, H, T, S)
    logits: Tensor  # (B, T, tgt_vocab_size)


@torch.no_grad()
def attention_maps(
    model: Transformer, src: Tensor, tgt: Tensor
) -> AttentionMaps:
    """Return the ``AttentionMaps`` for source (B, S) and target tokens (B, T).

    The target begins with the start token. Dropout is off meanwhile. Errors
    are those of ``model(src, tgt)``.

    Source: the source text, The Transformer Network; the Transformer chapter of this book.
    """
    with evaluating(model):
        memory, encoder = model.encode(src, need_weights=True)
        logits, both = model.decode(tgt, memory, src, need_weights=True)
    itself, cross = (torch.stack(each) for each in zip(*both, strict=True))
    return AttentionMaps(torch.stack(encoder), itself, cross, logits)


def entropy(weights: Tensor) -> Tensor:
    """Return the entropy of each row of attention weights, in nats.

    ``weights`` is (..., T, S), each row a distribution; the result is
    (..., T), from 0 (all on one) to ln S (all alike).

    Source: Shannon (1948); ``torch.special.entr``.
    """
    surprise: Tensor = torch.special.entr(weights)
    return surprise.sum(dim=-1)


def alignment_score(weights: Tensor, right: Tensor) -> float:
    """Return how often the largest weight of a row lies on a right position.

    ``weights`` is (..., T, S), and so is the boolean ``right``, True where a
    row may look. Rows without any do not count: letters that have no source,
    and padding. Raises ValueError if the shapes differ, or no row counts.

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

    ``part`` is "encoder", "decoder_self" or "decoder_cross"; another is a
    ValueError. ``layer`` and ``head`` count from 0; one that there is not is
    an IndexError. The model is changed in place, and put back when the block
    ends, also by an error. Blocks may be nested.

    Source: Michel et al. (2019): the head's output is multiplied by 0.
    """
    attention = _attention_of(model, part, layer)
    if not 0 <= head < attention.num_heads:
        raise IndexError(f"head {head} of {attention.num_heads} heads")
    width = attention.d_model // attention.num_heads
    own = slice(head * width, (head + 1) * width)
    matrix = attention.w_output
    kept = matrix.weight.detach()[:, own].clone()
    matrix.weight.detach()[:, own] = 0  # shares memory with the weight
    try:
        yield model
    finally:  # into the weight of now: it may have been cast or moved
        matrix.weight.detach()[:, own].copy_(kept)


def _attention_of(
    model: Transformer, part: str, layer: int
) -> MultiHeadAttention:
    """The attention module of a part in a layer."""
    names: dict[str, tuple[Any, str]] = {
        "encoder": (model.encoder, "self_attention"),
        "decoder_self": (model.decoder, "self_attention"),
        "decoder_cross": (model.decoder, "cross_attention"),
    }
    if part not in names:
        raise ValueError(f"part must be one of {', '.join(names)}: {part!r}")
    half, name = names[part]
    if not 0 <= layer < len(half.layers):
        raise IndexError(f"layer {layer} of {len(half.layers)} layers")
    attention: MultiHeadAttention = getattr(half.layers[layer], name)
    return attention
