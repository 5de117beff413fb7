"""What is special here: MultiHeadAttention."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import B, D, H, T, additive, assert_close, draw, unsettle

from transformer_lib import MultiHeadAttention


def reference(attention, query, key, value, mask):
    """Multi-head attention by loops over sequences, heads and queries, from the formulas."""
    d_model, num_heads = attention.d_model, attention.num_heads
    width = d_model // num_heads
    matrix = attention.w_query_key_value.weight
    bias = attention.w_query_key_value.bias
    weights = torch.zeros(mask.shape, dtype=matrix.dtype)
    joined = torch.zeros(query.shape, dtype=matrix.dtype)
    for b, h in product(range(len(query)), range(num_heads)):
        q, k, v = (
            x[b] @ matrix[start : start + width].T
            + bias[start : start + width]
            for x, start in zip(
                (query, key, value),
                (h * width, d_model + h * width, 2 * d_model + h * width),
                strict=True,
            )
        )
        for t in range(query.shape[1]):
            allowed = mask[b, h, t].nonzero().flatten()
            if len(allowed):
                scores = k[allowed] @ q[t] / math.sqrt(width)
                weights[b, h, t, allowed] = scores.softmax(0)
            joined[b, t, h * width : (h + 1) * width] = weights[b, h, t] @ v
    output = joined @ attention.w_output.weight.T + attention.w_output.bias
    return output, weights


sizes = st.integers(min_value=1, max_value=5)


@settings(max_examples=40)
@given(sizes, sizes, sizes, sizes, sizes, st.integers(0, 10**6), st.booleans())
@torch.no_grad()
def test_equals_the_loop_at_any_size_with_any_mask(
    batch, targets, sources, heads, width, seed, floating
):
    torch.manual_seed(seed)
    attention = unsettle(MultiHeadAttention(heads * width, heads)).double()
    query, key, value = (
        draw(batch, n, heads * width, seed=seed + i)
        for i, n in enumerate((targets, sources, sources))
    )
    # Some rows may attend to nothing.
    mask = torch.rand(batch, heads, targets, sources) < 0.6
    expected, expected_weights = reference(attention, query, key, value, mask)
    given_mask = additive(mask) if floating else mask
    for need_weights in (True, False):
        given = (query, key, value, given_mask, need_weights)
        output, weights = attention(*given)
        assert_close(output, expected)
        assert weights is None or torch.allclose(weights, expected_weights)


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
