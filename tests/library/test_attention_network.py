"""What is special here: AttentionBlock."""

import math

import numpy as np
import pytest
import torch
from samples import B, S, T, draw

from transformer_lib import AttentionBlock, self_attention

K, V = 4, 6  # widths of a head and of the model


def test_key_is_the_query_and_value_the_key_unless_given():
    block = AttentionBlock(V, K).double()
    x, memory = draw(B, T, V, seed=1), draw(B, S, V, seed=2)
    other = draw(B, S, V, seed=3)
    assert torch.equal(block(x)[0], block(x, x, x)[0])
    assert torch.equal(block(x, memory)[0], block(x, memory, memory)[0])
    assert not torch.allclose(block(x, memory)[0], block(x, memory, other)[0])


def test_block_with_identities_is_chapter_1():
    block = AttentionBlock(4).double()
    for layer in block.children():
        layer.weight.data = torch.eye(4, dtype=torch.float64)
    block.w_query.weight.data *= math.sqrt(
        4
    )  # the self-attention chapter does not scale
    x = draw(7, 4)
    output, weights = block(x[None], need_weights=True)
    for ours, expected in zip(
        (output[0], weights[0]), self_attention(x.numpy()), strict=True
    ):
        assert np.allclose(ours.detach(), expected)


def test_the_matrices_have_the_names_and_sizes_of_the_contract():
    block = AttentionBlock(V, K)
    shapes = {name: tuple(p.shape) for name, p in block.named_parameters()}
    names = ("query", "key", "value")
    assert shapes == {f"w_{name}.weight": (K, V) for name in names}
    assert block(torch.zeros(B, T, V))[0].shape == (B, T, K)


@pytest.mark.parametrize(("d_model", "d_k"), [(0, None), (4, 0), (-1, 3)])
def test_impossible_widths_are_refused(d_model, d_k):
    second = d_model if d_k is None else d_k
    message = f"at least 1, got {d_model} and {second}"
    with pytest.raises(ValueError, match=message):
        AttentionBlock(d_model, d_k)
    assert AttentionBlock(1, 1)(torch.ones(B, T, 1))[0].shape == (B, T, 1)
