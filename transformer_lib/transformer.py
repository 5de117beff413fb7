"""The Transformer: encoder and decoder, wired.

Developed in chapters/08_transformer.ipynb: change it there, then run `make
update`.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from transformer_lib.decoder import Decoder, DecoderLayer
from transformer_lib.encoder import (
    Encoder,
    EncoderLayer,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)
from transformer_lib.masking import causal_mask, padding_mask
from transformer_lib.multi_head import MultiHeadAttention

__all__ = ["Transformer", "evaluating", "load_torch_weights"]


class Transformer(nn.Module):
    """The whole network: embeddings, encoder, decoder, projection.

    Called as ``model(src, tgt) -> logits``: src (B, S) and tgt (B, T) are
    token ids, logits are (B, T, tgt_vocab_size). The masks for padding and
    for the future are made inside.

    Parameters
    ----------
    src_vocab_size, tgt_vocab_size : int
        Number of tokens that can come in and go out.
    d_model, num_heads, num_layers, d_ff, dropout, norm_first
        As in ``EncoderLayer``; ``num_layers`` encoder layers and as many
        decoder layers.
    pad_id : int
        The padding token; no one attends to it.
    max_len : int
        The longest sentence.
    tie_weights : bool
        Whether the projection uses the target embedding's table. It then
        has no bias.
    activation : "relu" or "gelu"
        As in ``EncoderLayer``.

    Attributes
    ----------
    config : dict
        The arguments that built it: ``Transformer(**model.config)`` has the
        same sizes.

    Raises
    ------
    ValueError
        If ``d_model`` is odd or not divisible by ``num_heads``, or a sentence
        is longer than ``max_len``.
    IndexError
        If a token id lies outside its vocabulary.

    Source: the source text, The Transformer Network; Vaswani et al. (2017),
    figure 1 and section 3.4.
    """

    def __init__(
        self,
        src_vocab_size: int,
        tgt_vocab_size: int,
        d_model: int = 512,
        num_heads: int = 8,
        num_layers: int = 6,
        d_ff: int = 2048,
        dropout: float = 0.1,
        norm_first: bool = False,
        pad_id: int = 0,
        max_len: int = 5000,
        tie_weights: bool = False,
        activation: str = "relu",
    ) -> None:
        super().__init__()
        self.config = dict(locals())  # the arguments, and two more
        del self.config["self"], self.config["__class__"]
        self.pad_id = pad_id
        self.src_embedding = TokenEmbedding(src_vocab_size, d_model)
        self.tgt_embedding = TokenEmbedding(tgt_vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model, max_len)
        self.dropout = nn.Dropout(dropout)
        sizes = (num_layers, d_model, num_heads, d_ff)
        options = {"norm_first": norm_first, "activation": activation}
        self.encoder = Encoder(*sizes, dropout=dropout, **options)
        self.decoder = Decoder(*sizes, dropout=dropout, **options)
        bias = not tie_weights
        self.projection = nn.Linear(d_model, tgt_vocab_size, bias=bias)
        if tie_weights:
            self.projection.weight = self.tgt_embedding.table.weight

    def forward(self, src: Tensor, tgt: Tensor) -> Tensor:
        return self.decode(tgt, self.encode(src), src)

    def encode(
        self, src: Tensor, need_weights: bool = False
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        """Return the memory (B, S, D) of the source tokens (B, S).

        With ``need_weights=True`` return ``(memory, weights)`` as ``Encoder``
        does.
        """
        x = self.dropout(self.positions(self.src_embedding(src)))
        mask = padding_mask(src, self.pad_id)
        return self.encoder(x, mask, need_weights, padding_mask=mask)

    def decode(
        self,
        tgt: Tensor,
        memory: Tensor,
        src: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
    ) -> Tensor | tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Return the logits (B, T, tgt_vocab_size) of the target (B, T).

        ``memory`` is (B, S, D). ``src`` tells where it is padding; without it
        there is none. With ``need_weights=True`` return ``(logits, weights)``
        as ``Decoder`` does. With a ``cache`` only those tokens are computed
        that it does not hold yet, and only their logits are returned; padding
        may then follow a sentence, and what is written after it means
        nothing.
        """
        start = 0 if cache is None else cache.length
        x = self.tgt_embedding(tgt[:, start:])
        x = self.dropout(self.positions(x, start=start))
        if cache is None:
            mask = causal_mask(tgt.shape[1], tgt.device)
            mask = mask & padding_mask(tgt, self.pad_id)
        else:
            memory = None if start else memory  # the cache has its keys
            mask = None  # a last token alone may see all before it
            if x.shape[1] > 1:
                mask = causal_mask(tgt.shape[1], tgt.device)[start:]
        src_mask = None if src is None else padding_mask(src, self.pad_id)
        x = self.decoder(x, memory, mask, src_mask, need_weights, cache)
        if need_weights:
            x, weights = x
            return self.projection(x), weights
        return self.projection(x)

    def generate(
        self,
        src: Tensor,
        *,
        start_id: int,
        end_id: int | None,
        max_new_tokens: int,
    ) -> Tensor:
        """Return the tokens (B, length) that the network writes, greedily.

        ``src`` holds the source tokens (B, S). The start token is included.
        After ``end_id`` a sentence is padded with ``pad_id``; with
        ``end_id=None`` all run to ``max_new_tokens``. Dropout is off, and
        padding is never written before the end.

        Raises the same errors as calling the model.
        """
        return _generate_greedily(self, src, start_id, end_id, max_new_tokens)


@contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    """Put a model into evaluation mode, and back into its mode afterwards.

    Use it as ``with evaluating(model): ...``: dropout is off inside. Parts
    that were in another mode than the whole get their own mode back.

    Source: ``torch.nn.Module.eval`` and ``train``.
    """
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for part, training in modes:
            part.training = training


@torch.no_grad()
def _generate_greedily(model, src, start_id, end_id, max_new_tokens) -> Tensor:
    """The loop of ``Transformer.generate``."""
    with evaluating(model):
        memory = model.encode(src)
        tokens = torch.full_like(src[:, :1], start_id)
        finished = torch.zeros_like(src[:, 0], dtype=torch.bool)
        for _ in range(max_new_tokens):
            logits = model.decode(tokens, memory, src)[:, -1]
            logits[:, model.pad_id] = -math.inf
            token = logits.argmax(dim=-1)
            token = token.masked_fill(finished, model.pad_id)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            if end_id is not None:
                finished = finished | (token == end_id)
                if finished.all():
                    break
    return tokens


_OUR_NAMES = {  # in their names: in ours
    "self_attn": "self_attention",
    "multihead_attn": "cross_attention",
    "in_proj_": "w_query_key_value.",
    "out_proj": "w_output",
    "norm1": "add_norm_1.norm",
    "norm2": "add_norm_2.norm",
    "norm3": "add_norm_3.norm",
    "linear1": "feed_forward.wide",
    "linear2": "feed_forward.narrow",
}


def _pairs(ours, theirs):
    """Yield each parameter of ours with its counterpart in theirs."""
    mine = dict(ours.named_parameters())
    for name, other in theirs.named_parameters():
        for their_part, our_part in _OUR_NAMES.items():
            name = name.replace(their_part, our_part)
        yield mine.pop(name), other
    for name in mine:  # they have no tables and no projection
        if "embedding" not in name and "projection" not in name:
            raise ValueError(f"theirs has no counterpart of {name}")


@torch.no_grad()
def load_torch_weights(ours: nn.Module, theirs: nn.Module) -> None:
    """Copy the weights of a module of ``torch.nn`` into ours.

    Pairs: ``MultiHeadAttention`` and ``MultiheadAttention``; ``EncoderLayer``
    and ``TransformerEncoderLayer``; ``DecoderLayer`` and
    ``TransformerDecoderLayer``; ``Transformer`` and ``Transformer``, of which
    the trunk is copied: encoder, decoder and their last norms.

    Raises
    ------
    TypeError
        For any other pair.
    ValueError
        Where the two would not compute the same: different sizes, numbers of
        heads or layers, order of norms, activation or epsilon, a missing
        bias or extra keys (``add_bias_kv``, ``add_zero_attn``). The message
        names both, and nothing is copied.

    Source: the parameter names of PyTorch's modules.
    """
    for what, mine, other in _settings(ours, theirs):
        if mine != other:
            raise ValueError(f"{what} differs: ours {mine}, theirs {other}")
    pairs = list(_pairs(ours, theirs))
    for mine, other in pairs:
        if mine.shape != other.shape:
            raise ValueError(
                f"the sizes differ: ours {tuple(mine.shape)}, "
                f"theirs {tuple(other.shape)}"
            )
    for mine, other in pairs:  # all or nothing
        mine.copy_(other)


def _settings(ours, theirs):
    """Yield (name, ours, theirs) of all that is no weight and must agree."""
    match ours, theirs:
        case (MultiHeadAttention(), nn.MultiheadAttention()):
            yield "the number of heads", ours.num_heads, theirs.num_heads
            biases = ours.w_output.bias, theirs.in_proj_bias
            yield "bias", *(each is not None for each in biases)
            added = theirs.bias_k is not None or theirs.add_zero_attn
            yield "add_bias_kv or add_zero_attn", False, added
            if theirs.in_proj_weight is None:
                raise ValueError("kdim and vdim must equal embed_dim")
        case (EncoderLayer(), nn.TransformerEncoderLayer()) | (
            DecoderLayer(),
            nn.TransformerDecoderLayer(),
        ):
            yield from _settings(ours.self_attention, theirs.self_attn)
            order = ours.add_norm_1.norm_first, theirs.norm_first
            yield "norm_first", *order
            # An activation is known by its values; ours may work in place.
            mine, other = ours.feed_forward.activation, theirs.activation
            sample = torch.linspace(-3, 3, 7)
            same = torch.allclose(
                mine(sample.clone()), other(sample), atol=1e-6
            )
            yield "the activation", mine, mine if same else other
            for n in (1, 2, 3)[: 3 if isinstance(ours, DecoderLayer) else 2]:
                mine = getattr(ours, f"add_norm_{n}").norm
                yield "epsilon", mine.eps, getattr(theirs, f"norm{n}").eps
            if isinstance(ours, DecoderLayer):
                cross = ours.cross_attention, theirs.multihead_attn
                yield from _settings(*cross)
        case (Transformer(), nn.Transformer()):
            for name in ("encoder", "decoder"):
                mine, other = getattr(ours, name), getattr(theirs, name)
                count = len(mine.layers), len(other.layers)
                yield f"the number of layers of the {name}", *count
                for layers in zip(mine.layers, other.layers, strict=True):
                    yield from _settings(*layers)
                yield "epsilon", mine.norm.eps, other.norm.eps
        case _:
            raise TypeError(
                f"no way to copy {type(theirs).__name__} "
                f"into {type(ours).__name__}"
            )
