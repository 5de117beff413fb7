"""What is special here: embedding, positions, feed-forward, Add & Norm, encoder."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from transformer_lib.encoder import (
    AddNorm,
    FeedForward,
    LearnedPositionalEncoding,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
)

# TokenEmbedding


def test_embedding_starts_with_entries_of_variance_one_after_scaling():
    scaled = TokenEmbedding(2000, 50)(torch.arange(2000))
    assert abs(scaled.std() - 1) < 0.02


@pytest.mark.parametrize("pad_id", [0, 4])
def test_only_the_vector_of_padding_starts_at_zero(pad_id):
    embedding = TokenEmbedding(11, 6, pad_id=pad_id)
    zero = (embedding(torch.arange(11)) == 0).all(dim=1)
    assert zero.nonzero().tolist() == [[pad_id]]


@pytest.mark.parametrize(
    ("wrong", "seen"), [([[3, 11]], "3 to 11"), ([[-1, 2]], "-1 to 2")]
)
def test_an_id_outside_the_vocabulary_is_named(wrong, seen):
    with pytest.raises(IndexError, match=f"must be from 0 to 10, got {seen}"):
        TokenEmbedding(11, 6)(torch.tensor(wrong))


# Positions


@given(st.integers(1, 30), st.integers(1, 12))
def test_sinusoids_equal_the_closed_form(length, pairs):
    width = 2 * pairs
    table = SinusoidalPositionalEncoding(width, max_len=length).table
    for p in range(length):
        for i in range(pairs):
            angle = p / 10000 ** (2 * i / width)
            assert math.isclose(table[p, 2 * i], math.sin(angle), abs_tol=1e-6)
            assert math.isclose(
                table[p, 2 * i + 1], math.cos(angle), abs_tol=1e-6
            )


def test_sinusoids_are_exact_far_away():
    table = SinusoidalPositionalEncoding(6, max_len=5000).table
    assert math.isclose(table[4999, 0], math.sin(4999), abs_tol=1e-6)
    assert math.isclose(
        table[4999, 5], math.cos(4999 / 10000 ** (4 / 6)), abs_tol=1e-6
    )


@pytest.mark.parametrize(
    "kind", [SinusoidalPositionalEncoding, LearnedPositionalEncoding]
)
def test_positions_are_added_to_each_sentence_from_start(kind):
    encoding, x = kind(6, max_len=9), torch.randn(2, 5, 6)
    assert torch.equal(encoding(x), x + encoding.table[:5])
    assert torch.equal(encoding(x, start=4), x + encoding.table[4:9])
    assert torch.equal(encoding(x)[:, 3:], encoding(x[:, 3:], start=3))


@pytest.mark.parametrize(
    "kind", [SinusoidalPositionalEncoding, LearnedPositionalEncoding]
)
def test_too_long_a_sequence_is_refused(kind):
    encoding = kind(6, max_len=9)
    with pytest.raises(
        ValueError, match="a sequence of 10 tokens is longer than max_len=9"
    ):
        encoding(torch.zeros(1, 10, 6))
    with pytest.raises(
        ValueError, match="a sequence of 12 tokens is longer than max_len=9"
    ):
        encoding(torch.zeros(1, 5, 6), start=7)


def test_odd_width_is_refused_by_sinusoids_alone():
    with pytest.raises(ValueError, match="d_model must be even, got 7"):
        SinusoidalPositionalEncoding(7)
    LearnedPositionalEncoding(7, max_len=3)


def test_sinusoids_are_neither_trained_nor_saved_and_follow_the_dtype():
    encoding = SinusoidalPositionalEncoding(6, max_len=9)
    assert not list(encoding.parameters()) and not encoding.state_dict()
    for dtype in (torch.float64, torch.bfloat16):
        assert encoding(torch.zeros(1, 5, 6, dtype=dtype)).dtype == dtype


def test_learned_positions_start_small_and_different():
    table = LearnedPositionalEncoding(50, max_len=400).table
    assert 0.019 < table.std() < 0.021


def test_learned_positions_are_trained_where_used():
    encoding = LearnedPositionalEncoding(6, max_len=9)
    encoding(torch.zeros(2, 5, 6)).sum().backward()
    assert encoding.table.grad[:, 0].tolist() == [2] * 5 + [0] * 4


# FeedForward


def test_feed_forward_drops_inside_only():
    block, x = FeedForward(6, 14, dropout=1.0), torch.randn(2, 5, 6)
    assert torch.equal(block(x), block.narrow.bias.expand(2, 5, 6))


# AddNorm


def test_dropout_falls_on_the_sublayer_and_never_on_x():
    box, x = AddNorm(7, dropout=1.0, norm_first=True), torch.randn(2, 5, 7)
    assert torch.equal(box(x, torch.randn(2, 5, 7)), x)
    assert not torch.equal(box.eval()(x, torch.randn(2, 5, 7)), x)


# EncoderLayer and Encoder


def test_a_hook_sees_what_goes_into_the_activation():
    block, seen, x = FeedForward(6, 14), [], torch.randn(2, 5, 6)
    block.wide.register_forward_hook(lambda _, x, y: seen.append(y))
    block(x)
    wide = block.wide
    assert torch.equal(seen[0], x @ wide.weight.T + wide.bias)
