"""What is special here: maps of the same network, scores, one head removed."""

import math
from contextlib import ExitStack

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import PAD, SIZES, assert_close, unsettle

from transformer_lib import (
    AttentionMaps,
    Transformer,
    alignment_score,
    attention_maps,
    entropy,
    without_head,
)

PARTS = ["encoder", "decoder_self", "decoder_cross"]


def model_of(**options):
    """A network with random biases and gains, in evaluation mode."""
    model = Transformer(13, 11, **SIZES, **{"max_len": 32} | options)
    return unsettle(model).eval()


def batch():
    """Ragged sources (4, 7) and targets (4, 5), padding at the end."""
    src, tgt = torch.randint(3, 13, (4, 7)), torch.randint(3, 11, (4, 5))
    for row, (S, T) in enumerate([(7, 4), (2, 5), (5, 1), (1, 3)]):
        src[row, S:], tgt[row, T:] = PAD, PAD
    return src, tgt


# attention_maps


@pytest.mark.parametrize("norm_first", [False, True])
@torch.no_grad()
def test_maps_come_from_the_same_network_and_rows_add_up_to_one(norm_first):
    model, (src, tgt) = model_of(norm_first=norm_first), batch()
    maps = attention_maps(model, src, tgt)
    assert_close(maps.logits, model(src, tgt), 1e-5)
    assert maps.encoder.shape == (2, 4, 3, 7, 7)
    assert maps.decoder_self.shape == (2, 4, 3, 5, 5)
    assert maps.decoder_cross.shape == (2, 4, 3, 5, 7)
    for part in PARTS:
        sums = getattr(maps, part).sum(dim=-1)
        torch.testing.assert_close(sums, torch.ones_like(sums))


@pytest.mark.parametrize("training", [False, True])
def test_dropout_is_off_and_the_mode_is_kept(training):
    model, (src, tgt) = model_of(dropout=0.5).train(training), batch()
    first, second = (attention_maps(model, src, tgt) for _ in range(2))
    assert torch.equal(first.decoder_cross, second.decoder_cross)
    with pytest.raises(IndexError, match="from 0 to 12, got"):
        attention_maps(model, src + 9, tgt)
    assert all(module.training == training for module in model.modules())


def test_no_gradients_are_kept_and_the_maps_are_frozen():
    maps = attention_maps(model_of(), *batch())
    assert isinstance(maps, AttentionMaps) and not maps.logits.requires_grad
    with pytest.raises(AttributeError):
        maps.encoder = None


# entropy


def test_entropy_by_hand():
    rows = torch.tensor([[0, 1.0, 0, 0], [0.25] * 4, [0.5, 0, 0, 0.5]])
    expected = torch.tensor([0, math.log(4), math.log(2)])
    torch.testing.assert_close(entropy(rows), expected)
    stacked = rows.expand(2, 5, 3, 4)
    assert entropy(stacked).shape == (2, 5, 3)


# alignment_score


def test_score_by_hand():
    weights = torch.tensor([[0.9, 0.1], [0.4, 0.6], [0.5, 0.5]])
    right = torch.tensor([[True, False], [True, False], [False, False]])
    assert alignment_score(weights, right) == 0.5
    assert alignment_score(weights, right | True) == 1.0


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_score_is_that_of_a_loop(number):
    generator = torch.Generator().manual_seed(number)
    weights = torch.rand(2, 3, 7, 5, generator=generator)
    right = torch.rand(2, 3, 7, 5, generator=generator) < 0.25
    right[0, 0, 0, 0] = True
    rows = zip(weights.view(-1, 5), right.view(-1, 5), strict=True)
    hits = [may[row.argmax()].item() for row, may in rows if may.any()]
    expected = sum(hits) / len(hits)
    assert alignment_score(weights, right) == pytest.approx(expected)


def test_score_refuses_what_it_cannot_count():
    weights = torch.rand(2, 3, 4)
    with pytest.raises(ValueError, match=r"\(2, 3, 4\).*\(3, 4\)"):
        alignment_score(weights, torch.ones(3, 4, dtype=torch.bool))
    with pytest.raises(ValueError, match="no row has a right position"):
        alignment_score(weights, torch.zeros(2, 3, 4, dtype=torch.bool))


# without_head


def attention_in(model, part, layer):
    half = model.encoder if part == "encoder" else model.decoder
    name = "cross" if part == "decoder_cross" else "self"
    return getattr(half.layers[layer], f"{name}_attention")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("head", [0, 1, 2])
@torch.no_grad()
def test_a_removed_head_is_a_zero_on_its_way(part, layer, head):
    model, (src, tgt) = model_of(), batch()
    whole = model(src, tgt)

    def silence(module, inputs):
        heads = inputs[0].clone().unflatten(-1, (3, 4))
        heads[..., head, :] = 0
        return (heads.flatten(-2),)

    matrix = attention_in(model, part, layer).w_output
    hook = matrix.register_forward_pre_hook(silence)
    silenced = model(src, tgt)
    hook.remove()
    with without_head(model, part, layer, head) as same:
        pruned = model(src, tgt)
        assert same is model
    assert_close(pruned, silenced, 1e-5)
    assert not torch.allclose(pruned, whole, atol=1e-3)
    assert torch.equal(model(src, tgt), whole)


def test_all_is_put_back_after_an_error_and_after_nesting():
    model = model_of()
    before = {name: w.clone() for name, w in model.state_dict().items()}
    with pytest.raises(RuntimeError, match="meanwhile"), ExitStack() as stack:
        for part in PARTS:
            for head in (2, 0, 1):
                stack.enter_context(without_head(model, part, 1, head))
        matrix = model.decoder.layers[1].cross_attention.w_output.weight
        assert (matrix == 0).all()
        raise RuntimeError("meanwhile")
    after = model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_a_head_comes_back_to_a_model_that_was_cast_meanwhile(dtype):
    model = model_of()
    matrix = model.encoder.layers[0].self_attention.w_output
    before = matrix.weight.detach().to(dtype)
    with without_head(model, "encoder", 0, 1):
        model.to(dtype)
        assert (matrix.weight[:, 4:8] == 0).all()
    assert torch.equal(matrix.weight, before)


def test_the_same_head_twice_comes_back():
    model = model_of()
    matrix = model.encoder.layers[0].self_attention.w_output.weight
    before = matrix.detach().clone()
    with without_head(model, "encoder", 0, 1):
        with without_head(model, "encoder", 0, 1):
            pass
        assert (matrix[:, 4:8] == 0).all()
        assert torch.equal(matrix[:, :4], before[:, :4])
    assert torch.equal(matrix, before)


def test_without_a_head_one_can_train_and_decode():
    model, (src, tgt) = model_of(), batch()
    with without_head(model, "decoder_self", 0, 2):
        model(src, tgt).sum().backward()
        rows = model.generate(src, start_id=1, end_id=2, max_new_tokens=3)
    assert rows.shape[0] == 4
    matrix = model.decoder.layers[0].self_attention.w_output
    assert matrix.weight.requires_grad and matrix.weight.grad is not None


@pytest.mark.parametrize(
    ("where", "error", "says"),
    [
        (("cross", 0, 0), ValueError, "encoder, decoder_self, decoder_cross"),
        (("encoder", 2, 0), IndexError, "layer 2 of 2"),
        (("encoder", -1, 0), IndexError, "layer -1 of 2"),
        (("decoder_self", 0, 3), IndexError, "head 3 of 3"),
        (("decoder_cross", 1, -1), IndexError, "head -1 of 3"),
    ],
)
def test_a_head_that_there_is_not_is_refused(where, error, says):
    with pytest.raises(error, match=says), without_head(model_of(), *where):
        pass
