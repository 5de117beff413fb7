"""The decoder: its own output so far, the memory, feed-forward.

Developed in chapters/06_decoder.ipynb, grown in chapters/10_decoding.ipynb and
chapters/15_real_networks.ipynb: change it there, then run `make update`.
"""

from typing import Any

from torch import Tensor, nn

from transformer_lib.encoder import AddNorm, FeedForward
from transformer_lib.multi_head import MultiHeadAttention

__all__ = ["DecoderLayer", "Decoder"]


class DecoderLayer(nn.Module):
    """Self-attention, cross-attention to the memory, feed-forward.

    The arguments, and the errors, are those of ``EncoderLayer``.

    Source: the source text, The Decoder blocks; Vaswani et al. (2017), section
    3.1.
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        dropout: float = 0.1,
        norm_first: bool = False,
        activation: str = "relu",
        eps: float = 1e-5,
        attention_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        heads = (d_model, num_heads, attention_dropout)
        self.self_attention = MultiHeadAttention(*heads)
        self.add_norm_1 = AddNorm(d_model, dropout, norm_first, eps)
        self.cross_attention = MultiHeadAttention(*heads)
        self.add_norm_2 = AddNorm(d_model, dropout, norm_first, eps)
        self.feed_forward = FeedForward(d_model, d_ff, dropout, activation)
        self.add_norm_3 = AddNorm(d_model, dropout, norm_first, eps)

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
    ) -> Tensor | tuple[Tensor, tuple[Tensor, Tensor]]:
        """Return x (B, T, D), changed by what it reads in memory (B, S, D).

        ``mask`` broadcasts to (B, H, T, T), ``memory_mask`` to (B, H, T, S).
        With ``need_weights=True`` return ``(x, (weights, memory_weights))``
        of these two shapes. Once the ``cache`` holds the keys and values of
        the memory, ``memory`` may be None.
        """
        own = self.add_norm_1.prepare(x)
        attended, weights = self.self_attention(
            own, own, own, mask, need_weights, cache
        )
        x = self.add_norm_1(x, attended)
        query = self.add_norm_2.prepare(x)
        attended, memory_weights = self.cross_attention(
            query, memory, memory, memory_mask, need_weights, cache
        )
        x = self.add_norm_2(x, attended)
        x = self.add_norm_3(x, self.feed_forward(self.add_norm_3.prepare(x)))
        return (x, (weights, memory_weights)) if need_weights else x


class Decoder(nn.Module):
    """Several decoder layers, one after the other, and a last layer norm.

    The arguments, and the errors, are those of ``DecoderLayer``.

    Source: the source text, The Decoder blocks.
    """

    def __init__(
        self,
        num_layers: int,
        d_model: int,
        num_heads: int,
        d_ff: int,
        **layer_options: Any,
    ) -> None:
        super().__init__()
        # Built one by one, so that each starts from random numbers of its own.
        self.layers = nn.ModuleList(
            DecoderLayer(d_model, num_heads, d_ff, **layer_options)
            for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(d_model, layer_options.get("eps", 1e-5))

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None,
        mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        need_weights: bool = False,
        cache: Any = None,
    ) -> Tensor | tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Return x (B, T, D) after all layers; all read memory (B, S, D).

        Masks and ``cache`` as in ``DecoderLayer``. With ``need_weights=True``
        return ``(x, weights)``: a list with the pair of weights of each layer.
        """
        all_weights = []
        for layer in self.layers:
            x = layer(x, memory, mask, memory_mask, need_weights, cache)
            if need_weights:
                x, weights = x
                all_weights.append(weights)
        x = self.norm(x)
        return (x, all_weights) if need_weights else x
