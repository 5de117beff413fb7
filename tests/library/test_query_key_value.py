"""What must hold of chapter 2's code: attention, attend and AttentionBlock."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from transformer_lib import (
    AttentionBlock,
    attend,
    attention,
    check_mask,
    self_attention,
)

torch.set_num_threads(1)

B, H, T, S, K, V = 2, 3, 5, 7, 4, 6  # no two alike
sizes = st.integers(min_value=1, max_value=7)
PRECISIONS = [(torch.float32, 1e-5), (torch.float64, 1e-10)]


def draw(*shape, seed=0, dtype=torch.float64):
    """Random numbers of this shape, the same for the same seed."""
    return torch.randn(
        *shape, generator=torch.Generator().manual_seed(seed), dtype=dtype
    )


def inputs(*front, dtype=torch.float64):
    """A query, a key and a value, all their sizes different."""
    return (
        draw(*front, T, K, seed=1, dtype=dtype),
        draw(*front, S, K, seed=2, dtype=dtype),
        draw(*front, S, V, seed=3, dtype=dtype),
    )


def masks(dtype=torch.float64):
    """Masks for (B, H, T, S) by name, each with the reason to be tried; no row is empty."""
    ragged = torch.arange(S) < torch.tensor([S, 4])[:, None, None, None]
    causal = torch.ones(T, S).tril(diagonal=1) > 0
    per_head = draw(B, H, T, S, seed=4) > 0
    per_head[..., 2] = True
    additive = torch.zeros(T, S, dtype=dtype).masked_fill(~causal, -math.inf)
    return {
        "none": None,
        "ragged": ragged,
        "ragged and causal": ragged & causal,
        "per head": per_head,
        "additive": additive,
        "additive, with finite numbers": additive
        + draw(T, S, seed=5, dtype=dtype),
    }


def reference(query, key, value, allowed=None):
    """Attention in plain Python, number by number, for one sequence without a batch."""
    d_k = query.shape[1]
    output = np.zeros((len(query), value.shape[1]))
    weights = np.zeros((len(query), len(key)))
    for i, q in enumerate(query.tolist()):
        seen = [j for j in range(len(key)) if allowed is None or allowed[i, j]]
        scores = {
            j: sum(a * b for a, b in zip(q, key[j].tolist(), strict=True))
            / math.sqrt(d_k)
            for j in seen
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


@settings(max_examples=40, deadline=None)
@given(sizes, sizes, sizes, sizes, st.integers(0, 10**6))
def test_attention_equals_the_loop(t, s, k, v, seed):
    query, key, value = (
        draw(t, k, seed=seed),
        draw(s, k, seed=seed + 1),
        draw(s, v, seed=seed + 2),
    )
    allowed = draw(t, s, seed=seed + 3) > -0.5
    for mask in [None, allowed]:
        output, weights = attention(query, key, value, mask)
        expected_output, expected_weights = reference(query, key, value, mask)
        assert np.allclose(weights, expected_weights)
        assert np.allclose(output, expected_output)


def test_a_batch_equals_each_of_its_parts():
    query, key, value = inputs(B, H)
    output, weights = attention(query, key, value)
    for b in range(B):
        for h in range(H):
            alone, its_weights = attention(query[b, h], key[b, h], value[b, h])
            assert torch.allclose(output[b, h], alone)
            assert torch.allclose(weights[b, h], its_weights)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("name", masks())
def test_attention_and_its_gradient_equal_torch(name, dtype, tolerance):
    mask = masks(dtype)[name]
    leaves = [each.requires_grad_() for each in inputs(B, H, dtype=dtype)]
    ours, weights = attention(*leaves, mask)
    theirs = scaled_dot_product_attention(*leaves, mask)
    assert (ours - theirs).abs().max() < tolerance
    assert torch.allclose(weights.sum(-1), torch.ones(B, H, T, dtype=dtype))
    direction = draw(B, H, T, V, seed=6, dtype=dtype)
    for mine, yours in zip(
        torch.autograd.grad((ours * direction).sum(), leaves),
        torch.autograd.grad((theirs * direction).sum(), leaves),
        strict=True,
    ):
        assert (mine - yours).abs().max() < tolerance


def test_gradient_by_finite_differences():
    leaves = [each[:3].requires_grad_() for each in inputs()]
    mask = torch.tensor(
        [[True, False, True], [True, True, True], [False, False, False]]
    )
    assert torch.autograd.gradcheck(lambda *x: attention(*x, mask)[0], leaves)


def test_output_is_linear_in_the_values_only():
    query, key, value = inputs(B)
    output, _ = attention(query, key, value)
    assert torch.allclose(attention(query, key, 2 * value)[0], 2 * output)
    assert not torch.allclose(attention(query, 2 * key, value)[0], 2 * output)


def test_scores_keep_variance_one_at_any_width():
    for width in [4, 256]:
        query, key = draw(300, width, seed=7), draw(9, width, seed=8)
        _, weights = attention(query, key, draw(9, 1, seed=9))
        # the logarithm of the weights is the score up to a constant for each row
        spread = weights.log().var(dim=-1).mean()
        assert 0.5 < spread < 1.7


def test_what_is_masked_has_no_influence_and_no_weight():
    query, key, value = inputs(B)
    allowed = torch.arange(S) < 4
    output, weights = attention(query, key, value, allowed)
    short, _ = attention(query, key[:, :4], value[:, :4])
    assert (weights[..., 4:] == 0).all()
    assert torch.allclose(output, short)
    key[:, 4:], value[:, 4:] = 1e4, -1e4
    assert torch.equal(attention(query, key, value, allowed)[0], output)


@pytest.mark.parametrize("kind", ["boolean", "additive"])
def test_a_row_that_may_attend_to_nothing_gives_zeros_and_no_nan(kind):
    leaves = [each.requires_grad_() for each in inputs(B)]
    mask = torch.ones(B, T, S, dtype=torch.bool)
    mask[1, 2] = False
    mask[0] = False
    if kind == "additive":
        mask = torch.zeros(B, T, S).masked_fill(~mask, -math.inf)
    for path in [True, False]:
        output, weights = attend(*leaves, mask, need_weights=path)
        assert (output[1, 2] == 0).all() and (output[0] == 0).all()
        assert (output[1, [0, 1, 3, 4]] != 0).all()
        if path:
            assert (weights[1, 2] == 0).all() and (weights[0] == 0).all()
        with torch.autograd.set_detect_anomaly(
            True
        ):  # no NaN on the way either
            gradients = torch.autograd.grad(
                output.sum() + output.square().sum(), leaves
            )
        for gradient in gradients:
            assert torch.isfinite(gradient).all()
            assert (gradient[0] == 0).all() and gradient[1].abs().sum() > 0


def test_dropout_drops_and_keeps_the_mean():
    torch.manual_seed(0)
    query, key, value = inputs(200)
    _, weights = attention(query, key, value, dropout=0.25)
    _, whole = attention(query, key, value)
    dropped = weights == 0
    assert 0.2 < dropped.double().mean() < 0.3
    assert torch.allclose(weights[~dropped], whole[~dropped] / 0.75)
    assert torch.equal(attention(query, key, value, dropout=0.0)[1], whole)


@pytest.mark.parametrize(
    "dtype", [torch.bfloat16, torch.float32, torch.float64]
)
def test_precision_is_kept(dtype):
    query, key, value = inputs(B, dtype=dtype)
    for mask in [None, torch.ones(T, S, dtype=torch.bool), torch.zeros(T, S)]:
        for need_weights in [True, False]:
            output, weights = attend(
                query, key, value, mask, need_weights=need_weights
            )
            assert output.dtype == dtype
            assert weights is None or weights.dtype == dtype


def test_inputs_are_left_alone():
    tensors = [*inputs(B), masks()["additive"]]
    before = [each.clone() for each in tensors]
    attention(*tensors)
    assert all(torch.equal(a, b) for a, b in zip(tensors, before, strict=True))


def test_queries_and_keys_of_different_width_are_refused():
    query, key, value = inputs(B)
    with pytest.raises(ValueError, match="same width, got 4 and 6"):
        attention(query, value, key)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize(
    ("mask", "error", "message"),
    [
        (
            torch.ones(T, S, dtype=torch.int64),
            TypeError,
            r"boolean .* or floating .*, got torch\.int64",
        ),
        (
            torch.ones(S, T) > 0,
            ValueError,
            r"mask of shape \(7, 5\) does not fit scores of \(2, 5, 7\)",
        ),
        (
            torch.ones(4, B, T, S) > 0,
            ValueError,
            r"mask of shape \(4, 2, 5, 7\) does not fit",
        ),
    ],
)
def test_wrong_masks_are_refused_by_name(mask, error, message, need_weights):
    with pytest.raises(error, match=message):
        attend(*inputs(B), mask, need_weights=need_weights)


def test_check_mask_accepts_what_broadcasts():
    for shape in [(), (S,), (T, S), (B, 1, S), (1, T, 1)]:
        check_mask(torch.ones(shape) > 0, (B, T, S))
    with pytest.raises(
        ValueError,
        match=r"mask of shape \(3,\) does not fit scores of \(2, 5, 7\)",
    ):
        check_mask(torch.ones(3), (B, T, S))


# attend


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("name", masks())
def test_the_fast_path_equals_the_plain_one(name, dtype, tolerance):
    mask = masks(dtype)[name]
    plain, weights = attend(
        *inputs(B, H, dtype=dtype), mask, need_weights=True
    )
    fused, nothing = attend(*inputs(B, H, dtype=dtype), mask)
    assert (plain - fused).abs().max() < tolerance
    assert nothing is None and weights.shape == (B, H, T, S)


# AttentionBlock


def test_block_is_the_documents_formula():
    torch.manual_seed(0)
    block = AttentionBlock(V, K).double()
    x, memory = draw(B, T, V, seed=1), draw(B, S, V, seed=2)
    output, weights = block(x, memory, need_weights=True)
    m_query, m_key, m_value = (
        layer.weight.detach()
        for layer in (block.w_query, block.w_key, block.w_value)
    )
    for b in range(B):
        expected = reference(
            x[b] @ m_query.T, memory[b] @ m_key.T, memory[b] @ m_value.T
        )
        assert np.allclose(output[b].detach(), expected[0])
        assert np.allclose(weights[b].detach(), expected[1])


def test_key_is_the_query_and_value_the_key_unless_given():
    block = AttentionBlock(V, K).double()
    x, memory, other = (
        draw(B, T, V, seed=1),
        draw(B, S, V, seed=2),
        draw(B, S, V, seed=3),
    )
    assert torch.equal(block(x)[0], block(x, x, x)[0])
    assert torch.equal(block(x, memory)[0], block(x, memory, memory)[0])
    assert not torch.allclose(block(x, memory)[0], block(x, memory, other)[0])
    assert block(x)[1] is None


def test_block_with_identities_is_chapter_1():
    block = AttentionBlock(4).double()
    for layer in block.children():
        layer.weight.data = torch.eye(4, dtype=torch.float64)
    block.w_query.weight.data *= math.sqrt(4)  # chapter 1 does not scale
    x = draw(7, 4)
    context, weights = self_attention(x.numpy())
    output, our_weights = block(x[None], need_weights=True)
    assert np.allclose(output[0].detach(), context)
    assert np.allclose(our_weights[0].detach(), weights)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("masked", [False, True])
def test_block_equals_multihead_attention_with_one_head(
    masked, dtype, tolerance
):
    torch.manual_seed(1)
    block = AttentionBlock(V).to(dtype)
    module = nn.MultiheadAttention(
        V, 1, bias=False, batch_first=True, dtype=dtype
    )
    layers = [block.w_query, block.w_key, block.w_value]
    module.in_proj_weight.data = (
        torch.cat([layer.weight for layer in layers]).detach().clone()
    )
    module.out_proj.weight.data = torch.eye(V, dtype=dtype)
    x, memory = (
        draw(B, T, V, seed=1, dtype=dtype),
        draw(B, S, V, seed=2, dtype=dtype),
    )
    may = torch.arange(S) < torch.tensor([[S], [4]])
    ours, weights = block(
        x, memory, mask=may[:, None] if masked else None, need_weights=True
    )
    theirs, their_weights = module(
        x, memory, memory, key_padding_mask=~may if masked else None
    )
    assert (ours - theirs).abs().max() < tolerance
    assert (weights - their_weights).abs().max() < tolerance
    direction = draw(B, T, V, seed=3, dtype=dtype)
    (ours * direction).sum().backward()
    (theirs * direction).sum().backward()
    gradients = torch.cat([layer.weight.grad for layer in layers])
    assert (gradients - module.in_proj_weight.grad).abs().max() < tolerance


def test_every_parameter_is_used_and_named():
    block = AttentionBlock(V, K)
    block(draw(B, T, V, dtype=torch.float32))[0].square().sum().backward()
    shapes = {name: tuple(p.shape) for name, p in block.named_parameters()}
    assert shapes == {
        f"w_{name}.weight": (K, V) for name in ("query", "key", "value")
    }
    assert all(p.grad.abs().sum() > 0 for p in block.parameters())


def test_order_has_no_influence():
    block = AttentionBlock(V).double()
    x, order = draw(B, T, V), [3, 0, 4, 2, 1]
    assert torch.allclose(block(x[:, order])[0], block(x)[0][:, order])


@pytest.mark.parametrize(("d_model", "d_k"), [(0, None), (4, 0), (-1, 3)])
def test_impossible_widths_are_refused(d_model, d_k):
    second = d_model if d_k is None else d_k
    with pytest.raises(
        ValueError, match=f"at least 1, got {d_model} and {second}"
    ):
        AttentionBlock(d_model, d_k)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize(("keys", "values"), [(7, 5), (5, 7)])
def test_one_value_for_each_key(keys, values, need_weights):
    # torch's fast path on a CPU drops keys, or reads behind the last one
    message = f"got {keys} keys and {values} values"
    query, key = torch.randn(2, 3, 4), torch.randn(2, keys, 4)
    value = torch.randn(2, values, 4)
    with pytest.raises(ValueError, match=message):
        attend(query, key, value, need_weights=need_weights)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_a_floating_mask_of_another_precision_is_accepted(dtype):
    torch.manual_seed(4)
    query, key = torch.randn(2, 3, 5, 4), torch.randn(2, 3, 7, 4)
    mask = torch.zeros(5, 7, dtype=dtype)
    mask[:, 2] = mask[1, 4:] = -torch.inf
    fast, _ = attend(query, key, key, mask)
    plain, _ = attention(query, key, key, mask)
    assert fast.dtype == torch.float32
    assert torch.allclose(fast, plain, atol=1e-6)
