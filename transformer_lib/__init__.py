"""The Transformer, step by step: one module a chapter, in reading order.

    self_attention  Self-attention: every word mixes in the others, by their
                    dot products.

Made from the chapters: change the code there, then run `make extract`.
"""

from transformer_lib.self_attention import self_attention, softmax

__all__ = ["softmax", "self_attention"]
