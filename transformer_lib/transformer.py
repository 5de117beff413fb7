"""The Transformer: encoder and decoder, wired.

Developed in chapters/08_transformer.ipynb, grown in chapters/10_decoding.ipynb
and chapters/15_real_networks.ipynb: change it there, then run `make update`.
"""

from collections.abc import Callable, Iterator
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


def _arguments(given: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a constructor, from its ``locals()``."""
    others = ("self", "__class__")
    return {name: it for name, it in given.items() if name not in others}


def _check_special(pad_id: int, start_id: int, end_id: int | None) -> None:
    """Raise a ValueError if the start or the end is the padding."""
    for name, token in (("start_id", start_id), ("end_id", end_id)):
        if token == pad_id:
            raise ValueError(
                f"{name} and pad_id are both {token}, so it could not be told "
                "from padding. Remedy: a token of its own"
            )


class Transformer(nn.Module):
    """The whole network: embeddings, encoder, decoder, projection.

    Called as ``model(src, tgt) -> logits``: src (B, S) and tgt (B, T) are
    token ids, logits are (B, T, tgt_vocab_size). The masks for padding,
    ``pad_id``, and for the future are made inside. With ``tie_weights`` the
    projection uses the target embedding's table, and has no bias.
    ``num_decoder_layers`` is by default ``num_layers``. The other sizes and
    options, and the errors, are those of ``Encoder``, ``TokenEmbedding`` and
    ``SinusoidalPositionalEncoding``.

    ``config`` holds the arguments: ``Transformer(**model.config)`` has the
    same sizes.

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
        attention_dropout: float = 0.0,
        num_decoder_layers: int | None = None,
    ) -> None:
        super().__init__()
        self.config = _arguments(locals())
        self.pad_id = pad_id
        self.src_embedding = TokenEmbedding(src_vocab_size, d_model)
        self.tgt_embedding = TokenEmbedding(tgt_vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model, max_len)
        self.dropout = nn.Dropout(dropout)
        options: dict[str, Any] = dict(
            dropout=dropout,
            norm_first=norm_first,
            activation=activation,
            attention_dropout=attention_dropout,
        )
        if num_decoder_layers is None:
            num_decoder_layers = num_layers
        sizes = (d_model, num_heads, d_ff)
        self.encoder = Encoder(num_layers, *sizes, **options)
        self.decoder = Decoder(num_decoder_layers, *sizes, **options)
        bias = not tie_weights
        self.projection = nn.Linear(d_model, tgt_vocab_size, bias=bias)
        if tie_weights:
            self.projection.weight = self.tgt_embedding.table.weight

    def forward(self, src: Tensor, tgt: Tensor) -> Tensor:
        return self.decode(tgt, self.encode(src), src)

    def encode(self, src: Tensor, need_weights: bool = False) -> Any:
        """Return the memory (B, S, D) of the source tokens (B, S).

        With ``need_weights=True`` return ``(memory, weights)`` as ``Encoder``
        does.
        """
        x = self.dropout(self.positions(self.src_embedding(src)))
        return self.encoder(x, padding_mask(src, self.pad_id), need_weights)

    def decode(
        self,
        tgt: Tensor,
        memory: Tensor,
        src: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
    ) -> Any:
        """Return the logits (B, T, tgt_vocab_size) of the target (B, T).

        ``memory`` is (B, S, D). ``src`` tells where it is padding; without it
        there is none. With ``need_weights=True`` return ``(logits, weights)``
        as ``Decoder`` does. With a ``cache`` only those tokens are computed
        that it does not hold yet, and only their logits are returned; padding
        may then follow a sentence, and what is written after it means
        nothing.
        """
        start = 0 if cache is None else cache.length
        x = self.positions(self.tgt_embedding(tgt[:, start:]), start=start)
        mask = None  # a last token alone may see all before it
        if x.shape[1] > 1 or cache is None:
            mask = causal_mask(tgt.shape[1], tgt.device)[start:]
            if cache is None:
                mask = mask & padding_mask(tgt, self.pad_id)
        src_mask = None if src is None else padding_mask(src, self.pad_id)
        seen = None if start else memory  # then the cache has its keys
        x = self.dropout(x)
        x = self.decoder(x, seen, mask, src_mask, need_weights, cache)
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
        num_beams: int = 1,
        alpha: float = 0.6,
        adjust: Callable[[Tensor, Tensor], Tensor] | None = None,
    ) -> Tensor:
        """Return the tokens (B, length) that the network generates.

        One beam is greedy decoding: always the most likely next token. More
        give the best hypothesis of ``beam_search``, whose arguments and
        errors these are. After ``end_id`` a sequence is padded.
        """
        from transformer_lib.decoding import beam_search, sample

        options: dict[str, Any] = dict(
            start_id=start_id,
            end_id=end_id,
            max_new_tokens=max_new_tokens,
            adjust=adjust,
        )
        if num_beams == 1:
            return sample(self, src, **options, temperature=0)
        tokens, _ = beam_search(
            self, src, **options, num_beams=num_beams, alpha=alpha
        )
        longest = (tokens[:, 0] != self.pad_id).sum(dim=1).max()
        return tokens[:, 0, :longest]


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


def _pairs(
    ours: nn.Module, theirs: nn.Module
) -> Iterator[tuple[Tensor, Tensor]]:
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

    Raises TypeError for any other pair, and ValueError where the two would
    not compute the same: different sizes, numbers of heads or layers, order
    of norms, activation or epsilon, a missing bias or extra keys
    (``add_bias_kv``, ``add_zero_attn``). The message names both, and nothing
    is copied.

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


def _settings(ours: Any, theirs: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, ours, theirs) of all that is no weight and must agree."""
    match ours, theirs:
        case (MultiHeadAttention(), nn.MultiheadAttention()):
            yield "the number of heads", ours.num_heads, theirs.num_heads
            bias = ours.w_output.bias is not None
            yield "bias", bias, theirs.in_proj_bias is not None
            added = theirs.bias_k is not None or theirs.add_zero_attn
            yield "add_bias_kv or add_zero_attn", False, added
            if theirs.in_proj_weight is None:
                raise ValueError("kdim and vdim must equal embed_dim")
        case (EncoderLayer(), nn.TransformerEncoderLayer()) | (
            DecoderLayer(),
            nn.TransformerDecoderLayer(),
        ):
            yield from _settings(ours.self_attention, theirs.self_attn)
            yield "norm_first", ours.add_norm_1.norm_first, theirs.norm_first
            # An activation is known by its values.
            mine, other = ours.feed_forward.activation, theirs.activation
            sample = torch.linspace(-3, 3, 7)
            same = torch.allclose(mine(sample), other(sample), atol=1e-6)
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
                what = f"the number of layers of the {name}"
                yield what, len(mine.layers), len(other.layers)
                for layers in zip(mine.layers, other.layers, strict=True):
                    yield from _settings(*layers)
                yield "epsilon", mine.norm.eps, other.norm.eps
        case _:
            raise TypeError(
                f"no way to copy {type(theirs).__name__} "
                f"into {type(ours).__name__}"
            )
