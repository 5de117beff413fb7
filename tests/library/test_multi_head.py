"""What is special here: MultiHeadAttention."""

import math

import pytest
import torch
from samples import B, D, H, T, assert_close

from transformer_lib import MultiHeadAttention


def test_one_token_by_hand():
    attention = MultiHeadAttention(2, 2)
    with torch.no_grad():
        attention.w_query_key_value.weight.copy_(
            torch.tensor([[0.0, 0], [0, 0], [0, 0], [0, 0], [1, 0], [0, 1]])
        )
        attention.w_output.weight.copy_(torch.tensor([[1.0, 1], [0, 2]]))
    # Queries and keys are zero: plain averages, 4 and 2.
    x = torch.tensor([[[2.0, 4], [6, 0]]])
    output, weights = attention(x, x, x, need_weights=True)
    assert_close(weights, torch.full((1, 2, 2, 2), 0.5), 1e-6)
    assert_close(output, torch.tensor([[[6.0, 4], [6, 4]]]), 1e-6)


def test_a_mask_for_each_sequence_needs_an_axis_for_the_heads():
    attention, x = MultiHeadAttention(D, H), torch.randn(B, T, D)
    masks = torch.ones(B, T, T, dtype=torch.bool).tril()
    expected, _ = attention(x, x, x, masks[0])
    output, _ = attention(x, x, x, masks.unsqueeze(1))
    assert torch.equal(output, expected)
    # Even where it would broadcast, to all heads or to those by number.
    for mask in (masks, masks[:1], masks[:1].expand(H, T, T)):
        for need_weights in (True, False):
            with pytest.raises(ValueError, match=r"Remedy: mask.unsqueeze"):
                attention(x, x, x, mask, need_weights)


@pytest.mark.parametrize("num_heads", [1, 3, 12])
def test_the_number_of_heads_does_not_change_the_number_of_parameters(
    num_heads,
):
    attention = MultiHeadAttention(D, num_heads)
    count = sum(p.numel() for p in attention.parameters())
    assert count == 4 * D**2 + 4 * D


@pytest.mark.parametrize("d_model", [0, -12])
def test_a_width_below_1_is_refused(d_model):
    with pytest.raises(ValueError, match=f"got {d_model} and 3"):
        MultiHeadAttention(d_model, 3)


def test_the_random_start():
    attention = MultiHeadAttention(128, 4)
    bound = math.sqrt(6 / 256)
    stacked = attention.w_query_key_value.weight.chunk(3)
    for matrix in (*stacked, attention.w_output.weight):
        # each as a matrix of its own
        assert 0.98 * bound < matrix.abs().max() <= bound
    assert not attention.w_query_key_value.bias.any()
    assert not attention.w_output.bias.any()


@pytest.mark.since("language_model")
def test_dropout_falls_on_the_weights():
    attention, x = MultiHeadAttention(D, H, dropout=0.5), torch.randn(B, T, D)
    _, weights = attention(x, x, x, need_weights=True)
    assert 0.3 < (weights == 0).float().mean() < 0.7
