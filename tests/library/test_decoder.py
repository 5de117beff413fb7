"""What is special here: DecoderLayer and Decoder."""

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


class Kept(dict):
    """The simplest cache: keeps what each module has given first."""

    def extend(self, module, *key_and_value):
        return self.setdefault(module, key_and_value)


@pytest.mark.since("decoding")
def test_each_attention_finds_its_own_in_the_cache():
    decoder = unsettle(Decoder(2, D, H, D_FF, dropout=0.0)).double()
    x, memory = draw(B, T, D), draw(B, S, D, seed=1)
    cache, expected = Kept(), decoder(x, memory)
    assert_close(decoder(x, memory, cache=cache), expected)
    assert list(cache) == [
        attention
        for layer in decoder.layers
        for attention in (layer.self_attention, layer.cross_attention)
    ]
    shapes = [(B, H, T, D // H), (B, H, S, D // H)] * 2
    assert [tuple(keys.shape) for keys, _ in cache.values()] == shapes
    # The memory's keys and values lie in the cache: it need not come again.
    assert_close(decoder(x, None, cache=cache), expected)
