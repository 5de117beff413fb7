"""What is special here: attention and attend."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import B, S, T, assert_close, draw

from transformer_lib import attend, attention
from transformer_lib.query_key_value import _check_mask

K, V = 4, 6  # widths of keys and values
sizes = st.integers(min_value=1, max_value=7)


def reference(query, key, value, allowed):
    """Attention in plain Python, number by number, for one sequence without a batch."""
    d_k = query.shape[1]
    output = np.zeros((len(query), value.shape[1]))
    weights = np.zeros((len(query), len(key)))
    for i, q in enumerate(query.tolist()):
        scores = {
            j: sum(a * b for a, b in zip(q, key[j].tolist(), strict=True))
            / math.sqrt(d_k)
            for j in range(len(key))
            if allowed is None or allowed[i, j]
        }
        total = sum(math.exp(score) for score in scores.values())
        for j, score in scores.items():
            weights[i, j] = math.exp(score) / total
            output[i] += weights[i, j] * value[j].numpy()
    return output, weights


# attention


def test_attention_by_hand():
    # scores 0 and ln(3) * 2, divided by sqrt(4): exponentials 1 and 3
    query = torch.tensor([[1.0, 0, 0, 0]])
    key = torch.tensor([[0.0, 0, 0, 0], [2 * math.log(3), 5, 5, 5]])
    output, weights = attention(query, key, torch.tensor([[4.0], [8.0]]))
    assert torch.allclose(weights, torch.tensor([[0.25, 0.75]]))
    assert torch.allclose(output, torch.tensor([[7.0]]))


@settings(max_examples=40)
@given(sizes, sizes, sizes, sizes, st.integers(0, 10**6))
def test_attention_equals_the_loop(t, s, k, v, seed):
    shapes = [(t, k), (s, k), (s, v)]
    given = [draw(*shape, seed=seed + i) for i, shape in enumerate(shapes)]
    for mask in [None, draw(t, s, seed=seed + 3) > -0.5]:
        for ours, expected in zip(
            attention(*given, mask), reference(*given, mask), strict=True
        ):
            assert np.allclose(ours, expected)


@pytest.mark.parametrize("function", [attention, attend])
def test_dropout_drops_and_keeps_the_mean(function):
    query, key, value = draw(200, T, K), draw(200, S, K, seed=1), torch.eye(S)
    value = value.double().expand(
        200, -1, -1
    )  # so that the output is the weights
    weights, _ = function(query, key, value, dropout=0.25)
    whole, _ = function(query, key, value)
    dropped = weights == 0
    assert 0.2 < dropped.double().mean() < 0.3
    assert torch.allclose(weights[~dropped], whole[~dropped] / 0.75)


@pytest.mark.parametrize("need_weights", [True, False])
def test_what_does_not_fit_together_is_refused(need_weights):
    query = draw(B, T, K)
    with pytest.raises(ValueError, match="same width, got 4 and 6"):
        attend(query, draw(B, S, V), query, need_weights=need_weights)
    # torch's fast path on a CPU drops keys, or reads behind the last one
    for keys, values in [(S, T), (T, S)]:
        message = f"got {keys} keys and {values} values"
        given = query, draw(B, keys, K), draw(B, values, K)
        with pytest.raises(ValueError, match=message):
            attend(*given, need_weights=need_weights)


def test_check_mask_accepts_what_broadcasts_and_nothing_else():
    for shape in [(), (S,), (T, S), (B, 1, S), (1, T, 1)]:
        _check_mask(torch.ones(shape) > 0, (B, T, S))
    message = r"mask of shape \(3,\) does not fit scores of \(2, 5, 7\)"
    with pytest.raises(ValueError, match=message):
        _check_mask(torch.ones(3), (B, T, S))


@pytest.mark.since("language_model")
@pytest.mark.parametrize("need_weights", [True, False])
def test_is_causal_is_the_causal_mask(need_weights):
    query, key, value = draw(B, T, K), draw(B, T, K, seed=1), draw(B, T, V)
    past = torch.ones(T, T, dtype=torch.bool).tril()
    expected = attention(query, key, value, past)
    options = {"need_weights": need_weights, "is_causal": True}
    output, weights = attend(query, key, value, **options)
    assert_close(output, expected[0])
    assert weights is None or torch.equal(weights, expected[1])
    message = "as many queries as keys, and no other mask"
    for wrong in [(query[:, 1:], key, value), (query, key, value, past)]:
        with pytest.raises(ValueError, match=message):
            attend(*wrong, **options)
