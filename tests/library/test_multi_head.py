"""What must hold of chapter 3's code: MultiHeadAttention."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from transformer_lib import MultiHeadAttention

torch.set_num_threads(1)
B, T, S, H, D = 2, 5, 7, 3, 12  # no two that matter share a factor
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}


def module(d_model=D, num_heads=H, bias=True, dtype=torch.float64, **options):
    """A module whose biases are not 0, so that a mistake with them shows."""
    attention = MultiHeadAttention(
        d_model, num_heads, bias=bias, **options
    ).to(dtype)
    if bias:
        nn.init.normal_(attention.w_query_key_value.bias)
        nn.init.normal_(attention.w_output.bias)
    return attention


def numbers(*shape, dtype=torch.float64):
    return torch.randn(*shape, dtype=dtype, requires_grad=True)


def reference(attention, query, key, value, mask=None):
    """Multi-head attention by loops over sentences, heads and queries, from the formulas."""
    d_model, num_heads = attention.d_model, attention.num_heads
    width = d_model // num_heads
    matrix, bias = (
        attention.w_query_key_value.weight,
        attention.w_query_key_value.bias,
    )
    bias = (
        torch.zeros(3 * d_model, dtype=matrix.dtype) if bias is None else bias
    )
    batch, targets, sources = len(query), query.shape[1], key.shape[1]
    joined = torch.zeros(batch, targets, d_model, dtype=matrix.dtype)
    weights = torch.zeros(
        batch, num_heads, targets, sources, dtype=matrix.dtype
    )
    for b, h in product(range(batch), range(num_heads)):
        q, k, v = (
            x[b] @ matrix[start : start + width].T
            + bias[start : start + width]
            for x, start in zip(
                (query, key, value),
                (h * width, d_model + h * width, 2 * d_model + h * width),
                strict=True,
            )
        )
        for t in range(targets):
            allowed = [
                s for s in range(sources) if mask is None or mask[b, h, t, s]
            ]
            if allowed:
                scores = k[allowed] @ q[t] / math.sqrt(width)
                weights[b, h, t, allowed] = scores.softmax(0)
            joined[b, t, h * width : (h + 1) * width] = weights[b, h, t] @ v
    output = joined @ attention.w_output.weight.T
    if attention.w_output.bias is not None:
        output = output + attention.w_output.bias
    return output, weights


def close(a, b, tolerance=1e-10):
    return a.shape == b.shape and bool(((a - b).abs() <= tolerance).all())


# Values


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    "inputs",
    ["self", "query is key", "query is value", "key is value", "all differ"],
)
def test_equals_the_loop(inputs, bias, need_weights):
    torch.manual_seed(0)
    attention = module(bias=bias)
    query = numbers(B, T, D)
    if inputs == "self":
        key = value = query
    elif inputs == "query is key":
        key, value = query, numbers(B, T, D)
    elif inputs == "query is value":
        key, value = numbers(B, T, D), query
    else:
        key = numbers(B, S, D)
        value = key if inputs == "key is value" else numbers(B, S, D)
    output, weights = attention(query, key, value, need_weights=need_weights)
    expected, expected_weights = reference(attention, query, key, value)
    assert close(output, expected)
    if need_weights:
        assert close(weights, expected_weights)
    else:
        assert weights is None


sizes = st.integers(min_value=1, max_value=5)


@settings(deadline=None, max_examples=60)
@given(
    sizes, sizes, sizes, sizes, sizes, st.integers(0, 2**31 - 1), st.booleans()
)
def test_equals_the_loop_at_any_size_with_any_mask(
    batch, targets, sources, heads, width, seed, floating
):
    torch.manual_seed(seed)
    attention = module(heads * width, heads)
    query, key, value = (
        numbers(batch, n, heads * width) for n in (targets, sources, sources)
    )
    mask = (
        torch.rand(batch, heads, targets, sources) < 0.6
    )  # rows that may see nothing, too
    given_mask = mask
    if floating:
        given_mask = torch.zeros(mask.shape, dtype=torch.float64).masked_fill(
            ~mask, -math.inf
        )
    expected, expected_weights = reference(attention, query, key, value, mask)
    for need_weights in (True, False):
        output, weights = attention(
            query, key, value, given_mask, need_weights
        )
        assert close(output, expected)
        assert weights is None or close(weights, expected_weights)


def test_one_token_by_hand():
    attention = MultiHeadAttention(2, 2, bias=False)
    with torch.no_grad():
        attention.w_query_key_value.weight.copy_(
            torch.tensor([[0.0, 0], [0, 0], [0, 0], [0, 0], [1, 0], [0, 1]])
        )
        attention.w_output.weight.copy_(torch.tensor([[1.0, 1], [0, 2]]))
    x = torch.tensor(
        [[[2.0, 4], [6, 0]]]
    )  # no query, no key: plain averages, 4 and 2
    output, weights = attention(x, x, x, need_weights=True)
    assert close(weights, torch.full((1, 2, 2, 2), 0.5), 1e-6)
    assert close(output, torch.tensor([[[6.0, 4], [6, 4]]]), 1e-6)


# Equal to PyTorch


def torch_module(ours):
    bias = ours.w_output.bias is not None
    theirs = nn.MultiheadAttention(
        ours.d_model, ours.num_heads, bias=bias, batch_first=True
    )
    theirs = theirs.to(ours.w_output.weight.dtype)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(ours.w_query_key_value.weight)
        theirs.out_proj.weight.copy_(ours.w_output.weight)
        if bias:
            theirs.in_proj_bias.copy_(ours.w_query_key_value.bias)
            theirs.out_proj.bias.copy_(ours.w_output.bias)
    return theirs


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("inputs", ["self", "key is value", "all differ"])
@pytest.mark.parametrize("masked", ["no mask", "heads", "padding"])
@pytest.mark.parametrize("need_weights", [True, False])
def test_equals_torch_with_gradients(
    dtype, bias, inputs, masked, need_weights
):
    torch.manual_seed(1)
    ours = module(bias=bias, dtype=dtype)
    theirs = torch_module(ours)
    sources = T if inputs == "self" else S
    start = torch.randn(3, B, S, D, dtype=dtype)
    gains = torch.randn(B, T, D, dtype=dtype)
    mask, their_mask = None, {}
    if masked == "heads":
        mask = torch.rand(B, H, T, sources) < 0.6
        mask[..., 0] = True
        their_mask = {"attn_mask": ~mask.flatten(0, 1)}  # there, True forbids
    elif masked == "padding":
        words = torch.arange(sources) < torch.tensor([[sources], [3]])
        mask, their_mask = (
            words[:, None, None, :],
            {"key_padding_mask": ~words},
        )

    results = []
    for model in (ours, theirs):
        query = start[0, :, :T].clone().requires_grad_()
        key = start[1].clone().requires_grad_() if inputs != "self" else query
        value = (
            start[2].clone().requires_grad_()
            if inputs == "all differ"
            else key
        )
        if model is ours:
            output, weights = model(query, key, value, mask, need_weights)
            matrices = [model.w_query_key_value.weight, model.w_output.weight]
            biases = [model.w_query_key_value.bias, model.w_output.bias]
        else:
            options = their_mask | {
                "need_weights": need_weights,
                "average_attn_weights": False,
            }
            output, weights = model(query, key, value, **options)
            matrices = [model.in_proj_weight, model.out_proj.weight]
            biases = [model.in_proj_bias, model.out_proj.bias]
        (output * gains).sum().backward()
        trained = matrices + (biases if bias else [])
        results.append(
            [
                output,
                query.grad,
                key.grad,
                value.grad,
                *[p.grad for p in trained],
            ]
        )
        if need_weights:
            results[-1].append(weights)
    for mine, other in zip(*results, strict=True):
        assert close(mine, other, TOLERANCE[dtype])


# Masks


def test_both_paths_have_equal_gradients_and_no_nan_with_an_empty_row():
    torch.manual_seed(2)
    attention = module()
    mask = torch.rand(B, 1, T, S) < 0.6
    mask[1, 0, 2] = False
    start = torch.randn(B, T, D).double(), torch.randn(B, S, D).double()
    gradients = []
    for need_weights in (True, False):
        query, source = (x.clone().requires_grad_() for x in start)
        output, _ = attention(query, source, source, mask, need_weights)
        assert close(output[1, 2], attention.w_output.bias)
        output.sin().sum().backward()
        gradients.append((query.grad, source.grad))
        assert all(torch.isfinite(g).all() for g in gradients[-1])
        assert (query.grad[1, 2] == 0).all()
    assert all(close(a, b) for a, b in zip(*gradients, strict=True))


@pytest.mark.parametrize("need_weights", [True, False])
def test_a_token_that_sees_only_itself_depends_on_itself_alone(need_weights):
    torch.manual_seed(3)
    attention = module()
    x = torch.randn(B, T, D).double()
    changed = x.clone()
    changed[:, -1] += 1
    only_itself = torch.eye(T, dtype=torch.bool)
    difference = (
        attention(changed, changed, changed, only_itself, need_weights)[0]
        - attention(x, x, x, only_itself, need_weights)[0]
    )
    moved = difference.abs().amax(dim=(0, 2)) > 1e-6
    assert moved.tolist() == [False] * (T - 1) + [True]


def test_each_sentence_of_a_batch_equals_the_sentence_alone_where_batch_equals_heads():
    torch.manual_seed(4)
    attention = module()
    x = torch.randn(H, S, D).double()
    lengths = torch.tensor([7, 5, 2])
    mask = (torch.arange(S) < lengths[:, None])[:, None, None, :]
    output, weights = attention(x, x, x, mask, need_weights=True)
    for b, length in enumerate(lengths):
        alone = x[b : b + 1, :length]
        assert close(
            output[b : b + 1, :length], attention(alone, alone, alone)[0]
        )
        assert (weights[b, :, :, length:] == 0).all()


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("training", [True, False])
def test_the_mask_does_not_depend_on_the_mode(training, need_weights):
    torch.manual_seed(5)
    attention = module().train(training)
    x = torch.randn(B, T, D).double()
    changed = x.clone()
    changed[:, -1] += 1
    causal = torch.ones(T, T, dtype=torch.bool).tril()
    before = attention(x, x, x, causal, need_weights)[0]
    after = attention(changed, changed, changed, causal, need_weights)[0]
    assert close(before[:, :-1], after[:, :-1]) and not close(before, after)


@pytest.mark.parametrize("need_weights", [True, False])
def test_wrong_masks_are_refused(need_weights):
    attention = module(dtype=torch.float32)
    x = torch.randn(B, T, D)
    with pytest.raises(
        TypeError, match=r"boolean .* or floating .*, got torch.int64"
    ):
        attention(x, x, x, torch.ones(T, T, dtype=torch.int64), need_weights)
    sentence_masks = torch.ones(B, T, T, dtype=torch.bool)
    with pytest.raises(
        ValueError, match=r"\(2, 5, 5\) does not fit scores of \(2, 3, 5, 5\)"
    ):
        attention(x, x, x, sentence_masks, need_weights)
    assert (
        attention(x, x, x, sentence_masks.unsqueeze(1), need_weights)[0].shape
        == x.shape
    )


# Parameters, errors, modes


@pytest.mark.parametrize("num_heads", [1, 2, 3, 4, 6, 12])
@pytest.mark.parametrize(
    ("bias", "expected"), [(True, 4 * D**2 + 4 * D), (False, 4 * D**2)]
)
def test_the_number_of_heads_does_not_change_the_number_of_parameters(
    num_heads, bias, expected
):
    attention = MultiHeadAttention(D, num_heads, bias=bias)
    assert sum(p.numel() for p in attention.parameters()) == expected


@pytest.mark.parametrize(
    ("d_model", "heads"),
    [(12, 5), (3, 4), (12, 0), (0, 3), (12, -3), (-12, 3)],
)
def test_sizes_that_do_not_fit_are_refused(d_model, heads):
    message = (
        f"d_model must be divisible by num_heads, got {d_model} and {heads}"
    )
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(d_model, heads)


def test_the_random_start():
    torch.manual_seed(6)
    attention = MultiHeadAttention(128, 4)
    bound = math.sqrt(6 / 256)
    for matrix in (
        *attention.w_query_key_value.weight.chunk(3),
        attention.w_output.weight,
    ):
        assert (
            0.98 * bound < matrix.abs().max() <= bound
        )  # each as a matrix of its own
    assert (
        not attention.w_query_key_value.bias.any()
        and not attention.w_output.bias.any()
    )


def test_dropout_only_while_training():
    torch.manual_seed(7)
    attention = module(dropout=0.5)
    x = torch.randn(B, T, D).double()
    expected, _ = reference(attention, x, x, x)
    for need_weights in (True, False):
        assert close(
            attention.eval()(x, x, x, need_weights=need_weights)[0], expected
        )
        assert not close(
            attention.train()(x, x, x, need_weights=need_weights)[0], expected
        )
    _, weights = attention(x, x, x, need_weights=True)
    assert (weights == 0).any()


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.bfloat16]
)
@pytest.mark.parametrize("need_weights", [True, False])
def test_the_precision_follows_the_parameters(dtype, need_weights):
    attention = module(dtype=dtype)
    x, mask = torch.randn(B, T, D, dtype=dtype), torch.zeros(T, T)
    output, weights = attention(x, x, x, mask, need_weights)
    assert output.dtype == dtype and (
        weights is None or weights.dtype == dtype
    )


@pytest.mark.parametrize("need_weights", [True, False])
def test_shuffled_words_give_shuffled_outputs(need_weights):
    torch.manual_seed(8)
    attention = module()
    x, order = torch.randn(B, T, D).double(), torch.randperm(T)
    output, _ = attention(x, x, x, need_weights=need_weights)
    shuffled = x[:, order]
    assert close(
        attention(shuffled, shuffled, shuffled, need_weights=need_weights)[0],
        output[:, order],
    )


def test_inputs_stay_as_they_are_and_nothing_is_stored():
    attention = module(dtype=torch.float32)
    x, names = torch.randn(B, T, D), set(vars(attention))
    before = x.clone()
    attention(x, x, x, need_weights=True)
    assert torch.equal(x, before) and set(vars(attention)) == names
