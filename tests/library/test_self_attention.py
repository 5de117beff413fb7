"""What is special here: softmax and self_attention."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from transformer_lib import self_attention, softmax

sizes = st.integers(min_value=1, max_value=9)
numbers = st.floats(min_value=-50, max_value=50, allow_nan=False, width=64)
matrices = st.tuples(sizes, sizes).flatmap(
    lambda shape: arrays(np.float64, shape, elements=numbers)
)


def reference(embeddings):
    """Self-attention in plain Python, number by number, from the source text's formulas."""
    n, d = embeddings.shape
    context, weights = np.zeros((n, d)), np.zeros((n, n))
    for i in range(n):
        scores = [
            sum(embeddings[i, k] * embeddings[j, k] for k in range(d))
            for j in range(n)
        ]
        exponentials = [np.exp(score - max(scores)) for score in scores]
        for j in range(n):
            weights[i, j] = exponentials[j] / sum(exponentials)
            for k in range(d):
                context[i, k] += weights[i, j] * embeddings[j, k]
    return context, weights


# softmax


def test_softmax_by_hand():
    # 1/3 and 2/3: exponentials 1 and 2
    assert np.allclose(softmax([0.0, np.log(2)]), [1 / 3, 2 / 3])


@given(matrices, numbers)
def test_softmax_sees_only_differences(scores, constant):
    assert np.allclose(softmax(scores + constant), softmax(scores))


@pytest.mark.parametrize("large", [1e3, -1e3, 1e300])
def test_softmax_does_not_overflow(large):
    assert np.allclose(softmax([large, large]), [0.5, 0.5])
    assert np.isfinite(softmax([large, 0.0])).all()


def test_softmax_of_minus_infinity_is_zero():
    assert np.allclose(softmax([0.0, -np.inf, 0.0]), [0.5, 0, 0.5])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_softmax_keeps_the_precision_of_floats(dtype):
    assert softmax(np.array([1, 2], dtype=dtype)).dtype == dtype


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool])
def test_softmax_of_whole_numbers_is_float64(dtype):
    # unsigned numbers would wrap around at the subtraction of the largest
    assert np.allclose(
        softmax(np.array([0, 1], dtype=dtype)), softmax([0.0, 1.0])
    )


def test_softmax_of_nothing_is_refused():
    with pytest.raises(
        ValueError,
        match=r"at least one score along axis -1, got shape \(3, 0\)",
    ):
        softmax(np.zeros((3, 0)))


# self_attention


def test_self_attention_by_hand():
    # river and bank: scores 9 3 and 3 2
    context, weights = self_attention([[3, 0, 0], [1, 1, 0]])
    bank = 1 / (1 + np.e)  # softmax of 3 and 2
    assert np.allclose(weights[1], [1 - bank, bank])
    assert np.allclose(context[1], [3 - 2 * bank, bank, 0])


@given(matrices)
def test_self_attention_equals_the_loop(embeddings):
    context, weights = self_attention(embeddings)
    expected_context, expected_weights = reference(embeddings)
    assert np.allclose(context, expected_context)
    assert np.allclose(weights, expected_weights)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_self_attention_keeps_the_precision_of_floats(dtype):
    context, weights = self_attention(np.eye(3, 5, dtype=dtype))
    assert context.dtype == weights.dtype == dtype


def test_self_attention_leaves_its_input_alone():
    embeddings = np.random.default_rng(0).normal(size=(7, 4))
    before = embeddings.copy()
    self_attention(embeddings)
    assert np.array_equal(embeddings, before)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ([1.0, 2.0], ValueError, r"matrix \(n, d\), got shape \(2,\)"),
        (3.0, ValueError, r"matrix \(n, d\), got shape \(\)"),
        (
            np.zeros((2, 3, 4)),
            ValueError,
            r"matrix \(n, d\), got shape \(2, 3, 4\)",
        ),
        ([], ValueError, r"matrix \(n, d\), got shape \(0,\)"),
        (np.zeros((0, 3)), ValueError, r"matrix \(n, d\), got shape \(0, 3\)"),
        (np.zeros((3, 0)), ValueError, r"matrix \(n, d\), got shape \(3, 0\)"),
        ([[1.0, 2.0], [3.0]], ValueError, "rows differ in length"),
        ([[1.0, 2.0], [np.nan, 4.0]], ValueError, "finite, but row 1 holds"),
        ([[1.0, np.inf]], ValueError, "finite, but row 0 holds"),
        ([["the", "boat"]], TypeError, "real numbers, got <U4"),
        ([[1j, 2.0]], TypeError, "real numbers, got complex128"),
        ([[None, 1.0]], TypeError, "real numbers, got object"),
        ("the boat left the river bank", TypeError, "real numbers, got <U28"),
    ],
)
def test_wrong_embeddings_are_refused_by_name(wrong, error, message):
    with pytest.raises(error, match=message):
        self_attention(wrong)
