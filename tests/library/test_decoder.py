"""What is special here: DecoderLayer and Decoder."""

import pytest
from samples import D_FF, B, D, H, S, T, assert_close, draw, unsettle

from transformer_lib import Decoder


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
