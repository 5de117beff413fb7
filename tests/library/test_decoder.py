"""What is special to chapter 5's code: DecoderLayer and Decoder."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import D_FF, B, D, H, S, T, assert_close, draw, unsettle

from transformer_lib import Decoder, DecoderLayer

sizes = st.integers(1, 4)


@settings(max_examples=20)
@given(sizes, sizes, sizes, sizes, sizes, st.booleans())
def test_at_any_size_each_position_reads_the_memory_for_itself(
    b, t, s, h, k, norm_first
):
    options = {"dropout": 0.0, "norm_first": norm_first}
    layer = unsettle(DecoderLayer(h * k, h, 5, **options)).double()
    x, memory = draw(b, t, h * k, seed=1), draw(b, s, h * k, seed=2)
    together = layer(x, memory, torch.eye(t, dtype=torch.bool))
    alone = [layer(x[:, [i]], memory) for i in range(t)]
    assert_close(together, torch.cat(alone, dim=1))


class Kept:
    """The simplest cache: keeps what it was given first."""

    kept = None

    def extend(self, key, value):
        self.kept = self.kept or (key, value)
        return self.kept


def test_each_attention_has_a_cache_of_its_own():
    decoder = unsettle(Decoder(2, D, H, D_FF, dropout=0.0)).double()
    x, memory = draw(B, T, D), draw(B, S, D, seed=1)
    caches = [(Kept(), Kept()) for _ in range(2)]
    expected = decoder(x, memory)
    assert_close(decoder(x, memory, cache=caches), expected)
    kept = [cache.kept[0] for pair in caches for cache in pair]
    shapes = [(B, H, T, D // H), (B, H, S, D // H)] * 2
    assert [tuple(keys.shape) for keys in kept] == shapes
    # The memory's keys and values lie in the cache: it need not come again.
    assert_close(decoder(x, None, cache=caches), expected)
    with pytest.raises(ValueError, match=r"shorter|longer"):
        decoder(x, memory, cache=caches[:1])
