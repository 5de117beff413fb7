"""The Transformer: encoder and decoder, wired.

Developed in chapters/07_transformer.ipynb: change it there, then run `make update`.
"""

import math

import torch
from torch import nn

from transformer_lib.decoder import Decoder, DecoderLayer
from transformer_lib.encoder import (
    Encoder,
    EncoderLayer,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)
from transformer_lib.masking import causal_mask, padding_mask
from transformer_lib.multi_head import MultiHeadAttention

__all__ = [
    "EncoderDecoder",
    "KeyValueCache",
    "Transformer",
    "load_torch_weights",
]


class EncoderDecoder(nn.Module):
    """The network of the picture: embeddings, encoder, decoder, projection.

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
        The token that fills up short sentences; no one attends to it.
    max_len : int
        The longest sentence.
    tie_weights : bool
        Whether the projection uses the target embedding's table. It then
        has no bias.

    Raises
    ------
    ValueError
        If ``d_model`` is odd or not divisible by ``num_heads``, or a sentence
        is longer than ``max_len``.
    IndexError
        If a token id lies outside its vocabulary.

    Source: the document, The Transformer Network; Vaswani et al. (2017),
    figure 1 and section 3.4.
    """

    def __init__(
        self,
        src_vocab_size,
        tgt_vocab_size,
        d_model=512,
        num_heads=8,
        num_layers=6,
        d_ff=2048,
        dropout=0.1,
        norm_first=False,
        pad_id=0,
        max_len=5000,
        tie_weights=False,
    ):
        super().__init__()
        self.pad_id = pad_id
        self.src_embedding = TokenEmbedding(src_vocab_size, d_model)
        self.tgt_embedding = TokenEmbedding(tgt_vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model, max_len)
        self.dropout = nn.Dropout(dropout)
        sizes = (num_layers, d_model, num_heads, d_ff)
        self.encoder = Encoder(*sizes, dropout=dropout, norm_first=norm_first)
        self.decoder = Decoder(*sizes, dropout=dropout, norm_first=norm_first)
        bias = not tie_weights
        self.projection = nn.Linear(d_model, tgt_vocab_size, bias=bias)
        if tie_weights:
            self.projection.weight = self.tgt_embedding.table.weight

    def forward(self, src, tgt):
        return self.decode(tgt, self.encode(src), src)

    def encode(self, src):
        """Return the memory (B, S, D) of the source tokens (B, S)."""
        x = self.dropout(self.positions(self.src_embedding(src)))
        mask, words = padding_mask(src, self.pad_id), src != self.pad_id
        return self.encoder(x, mask, words=words)

    def decode(self, tgt, memory, src, cache=None):
        """Return the logits (B, T, tgt_vocab_size) of the target (B, T).

        ``memory`` is (B, S, D); ``src`` tells where it is padding. With a
        ``cache`` only those tokens are computed that it does not hold yet,
        and only their logits are returned.
        """
        done = cache[0][0].length if cache else 0
        x = self.tgt_embedding(tgt[:, done:])
        x = self.dropout(self.positions(x, start=done))
        mask = padding_mask(tgt, self.pad_id)
        if x.shape[1] > 1:  # a last token alone may see all before it
            mask = mask & causal_mask(tgt.shape[1], tgt.device)[done:]
        src_mask = padding_mask(src, self.pad_id)
        if done:
            memory = None  # the cache holds its keys and values
            # Masks that hide nothing only cost time.
            mask = None if mask.all() else mask
            src_mask = None if src_mask.all() else src_mask
        x = self.decoder(x, memory, mask, src_mask, cache=cache)
        return self.projection(x)


class KeyValueCache:
    """Keys and values (B, H, S, K) that need not be computed again.

    ``length`` is S, the number of positions it holds.

    Source: the document, Masked Multi-Head Attention: a position sees none
    that comes after it, so what it has computed stays as it is.
    """

    def __init__(self):
        self.length = 0
        self._keys = self._values = None

    def extend(self, key, value):
        """Append keys and values (B, H, N, K), unless None; return all."""
        if key is not None:
            start, self.length = self.length, self.length + key.shape[2]
            if start == 0:
                # Each head's in one piece, as the products read them.
                self._keys, self._values = key.contiguous(), value.contiguous()
            else:
                if self.length > self._keys.shape[2]:
                    self._keys = self._with_room(self._keys)
                    self._values = self._with_room(self._values)
                self._keys[:, :, start : self.length] = key
                self._values[:, :, start : self.length] = value
        held = slice(0, self.length)
        return self._keys[:, :, held], self._values[:, :, held]

    def _with_room(self, old):
        """A copy with twice the room needed, so that copies are rare."""
        B, H, S, K = old.shape
        new = old.new_empty(B, H, 2 * self.length, K)
        new[:, :, :S] = old
        return new

    def select(self, rows):
        """Keep these rows of the batch, in this order."""
        if self.length:
            self._keys, self._values = self._keys[rows], self._values[rows]


def _choose_beams(logits, totals, finished, pad_id):
    """Return the best beams' totals (B, n), the rows they continue, tokens.

    ``logits`` are (B n, V), ``totals`` (B, n) the log-likelihoods so far, and
    ``finished`` (B n) says which rows have ended: they get padding.
    """
    (batch, num_beams), vocabulary = totals.shape, logits.shape[-1]
    log_likelihood = logits.log_softmax(dim=-1)
    if finished.any():
        log_likelihood[finished] = -math.inf
        log_likelihood[finished, pad_id] = 0.0  # costs no more
    candidates = (totals.view(-1, 1) + log_likelihood).view(batch, -1)
    totals, choice = candidates.topk(num_beams)
    first = num_beams * torch.arange(batch, device=logits.device)[:, None]
    beam = first + choice // vocabulary
    return totals, beam.flatten(), (choice % vocabulary).flatten()


class Transformer(EncoderDecoder):
    """The whole network, which also writes: ``EncoderDecoder`` + ``generate``.

    Parameters, call and errors are those of ``EncoderDecoder``:
    ``model(src, tgt) -> logits (B, T, tgt_vocab_size)``.

    Source: the document, The Transformer Network; Vaswani et al. (2017).
    """

    def generate(self, src, *, start_id, end_id, max_new_tokens, num_beams=1):
        """Return the tokens (B, length) that the network writes.

        ``src`` holds the source tokens (B, S). The start token is included.
        One beam is greedy decoding: always the most likely next token. More
        beams keep that many unfinished sentences and return the most likely
        one. After ``end_id`` a sentence is filled up with ``pad_id``; with
        ``end_id=None`` all run to ``max_new_tokens``. Dropout is off.

        Errors are those of the call, and a ValueError if ``num_beams`` is
        less than 1.
        """
        if num_beams < 1:
            raise ValueError(f"num_beams must be at least 1, got {num_beams}")
        was_training = self.training
        self.eval()
        try:
            with torch.inference_mode():
                tokens = self._search(
                    src, start_id, end_id, max_new_tokens, num_beams
                )
        finally:
            self.train(was_training)
        return tokens.clone()  # one that may be used in training as well

    def start_cache(self):
        """Return an empty cache for ``decode``: two parts for each layer."""
        return [
            (KeyValueCache(), KeyValueCache()) for _ in self.decoder.layers
        ]

    def _search(self, src, start_id, end_id, max_new_tokens, num_beams):
        """Greedy or beam search; the best sentence of each, (B, length)."""
        memory, cache = self.encode(src), self.start_cache()
        # All beams start alike: only the first may continue.
        totals = memory.new_full((len(src), num_beams), -math.inf)
        totals[:, 0] = 0.0
        memory = memory.repeat_interleave(num_beams, dim=0)
        src = src.repeat_interleave(num_beams, dim=0)
        tokens = torch.full_like(src[:, :1], start_id)
        finished = torch.zeros_like(src[:, 0], dtype=torch.bool)
        for _ in range(max_new_tokens):
            logits = self.decode(tokens, memory, src, cache)[:, -1]
            if num_beams == 1:
                token = logits.argmax(dim=-1)
                token = token.masked_fill(finished, self.pad_id)
            else:
                totals, beam, token = _choose_beams(
                    logits, totals, finished, self.pad_id
                )
                tokens, finished = tokens[beam], finished[beam]
                for own, _ in cache:  # the memory is the same for all beams
                    own.select(beam)
            tokens = torch.cat([tokens, token[:, None]], dim=1)
            if end_id is not None:
                finished = finished | (token == end_id)
                if finished[::num_beams].all():  # the best of each source
                    break
        return tokens[::num_beams]


@torch.no_grad()
def load_torch_weights(ours, theirs):
    """Copy the weights of a module of ``torch.nn`` into ours.

    Pairs: ``MultiHeadAttention`` and ``MultiheadAttention``; ``EncoderLayer``
    and ``TransformerEncoderLayer``; ``DecoderLayer`` and
    ``TransformerDecoderLayer``; ``Transformer`` and ``Transformer``, of which
    the trunk is copied: encoder, decoder and their last norms.

    Raises TypeError for any other pair and ValueError where the sizes differ.

    Source: the parameter names of PyTorch's modules.
    """
    for our_parameter, their_parameter in _pairs(ours, theirs):
        if our_parameter.shape != their_parameter.shape:
            raise ValueError(
                f"the sizes differ: ours {tuple(our_parameter.shape)}, "
                f"theirs {tuple(their_parameter.shape)}"
            )
        our_parameter.copy_(their_parameter)


def _pairs(ours, theirs):
    """Yield each parameter of ours with its counterpart in theirs."""
    match ours, theirs:
        case (MultiHeadAttention(), nn.MultiheadAttention()):
            if theirs.in_proj_weight is None:
                raise ValueError("kdim and vdim must equal embed_dim")
            yield ours.w_query_key_value.weight, theirs.in_proj_weight
            if theirs.in_proj_bias is not None:
                yield ours.w_query_key_value.bias, theirs.in_proj_bias
            yield from _same(ours.w_output, theirs.out_proj)
        case (EncoderLayer(), nn.TransformerEncoderLayer()):
            yield from _pairs(ours.self_attention, theirs.self_attn)
            yield from _same(ours.add_norm_1.norm, theirs.norm1)
            yield from _same(ours.feed_forward.wide, theirs.linear1)
            yield from _same(ours.feed_forward.narrow, theirs.linear2)
            yield from _same(ours.add_norm_2.norm, theirs.norm2)
        case (DecoderLayer(), nn.TransformerDecoderLayer()):
            yield from _pairs(ours.self_attention, theirs.self_attn)
            yield from _same(ours.add_norm_1.norm, theirs.norm1)
            yield from _pairs(ours.cross_attention, theirs.multihead_attn)
            yield from _same(ours.add_norm_2.norm, theirs.norm2)
            yield from _same(ours.feed_forward.wide, theirs.linear1)
            yield from _same(ours.feed_forward.narrow, theirs.linear2)
            yield from _same(ours.add_norm_3.norm, theirs.norm3)
        case (Transformer(), nn.Transformer()):
            for part in ("encoder", "decoder"):
                mine, other = getattr(ours, part), getattr(theirs, part)
                for layers in zip(mine.layers, other.layers, strict=True):
                    yield from _pairs(*layers)
                yield from _same(mine.norm, other.norm)
        case _:
            raise TypeError(
                f"no way to copy {type(theirs).__name__} "
                f"into {type(ours).__name__}"
            )


def _same(ours, theirs):
    return zip(ours.parameters(), theirs.parameters(), strict=True)
