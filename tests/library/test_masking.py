"""What must hold of chapter 6's code: the masks and their converters."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from transformer_lib.decoder import Decoder, DecoderLayer
from transformer_lib.encoder import Encoder
from transformer_lib.masking import (
    additive_mask,
    boolean_mask,
    causal_mask,
    padding_mask,
)
from transformer_lib.multi_head import MultiHeadAttention
from transformer_lib.query_key_value import attend, attention

torch.set_num_threads(1)
B, T, S, H, D = 2, 5, 7, 3, 12
PAD = 9
TARGET = torch.tensor([[1, 2, 3, 4, 5], [1, 2, 3, PAD, PAD]])
SOURCE = torch.tensor([[1, 2, 3, 4, 5, 1, 2], [1, 2, PAD, PAD, PAD, PAD, PAD]])
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}

sizes = st.integers(min_value=0, max_value=9)


@st.composite
def boolean_tensors(draw):
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    bits = draw(
        st.lists(
            st.booleans(),
            min_size=math.prod(shape),
            max_size=math.prod(shape),
        )
    )
    return torch.tensor(bits).view(shape)


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


# causal_mask


@given(sizes)
def test_causal_mask_lets_each_see_itself_and_what_is_before(size):
    mask = causal_mask(size)
    assert mask.dtype == torch.bool and mask.shape == (size, size)
    for i in range(size):
        for j in range(size):
            assert mask[i, j].item() == (j <= i)


def test_causal_mask_takes_a_device():
    assert causal_mask(3, device="meta").device.type == "meta"
    assert causal_mask(3, torch.device("cpu")).device.type == "cpu"


def test_causal_mask_refuses_a_negative_size():
    with pytest.raises(RuntimeError, match="negative"):
        causal_mask(-1)


# padding_mask


@given(
    st.lists(
        st.lists(st.integers(0, 3), min_size=5, max_size=5),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 3),
)
def test_padding_mask_says_where_a_token_is(rows, pad_id):
    mask = padding_mask(torch.tensor(rows), pad_id)
    assert mask.dtype == torch.bool and mask.shape == (len(rows), 1, 1, 5)
    for b, row in enumerate(rows):
        for j, token in enumerate(row):
            assert mask[b, 0, 0, j].item() == (token != pad_id)


def test_padding_mask_joins_the_causal_mask_with_and():
    mask = causal_mask(T) & padding_mask(TARGET, PAD)
    assert mask.shape == (B, 1, T, T)
    assert torch.equal(mask[0, 0], causal_mask(T))
    assert mask[1, 0].sum(dim=-1).tolist() == [1, 2, 3, 3, 3]


def test_padding_mask_stays_on_the_device_of_the_tokens():
    assert padding_mask(TARGET.to("meta"), PAD).device.type == "meta"


def test_padding_mask_refuses_one_dimension():
    with pytest.raises(IndexError, match="too many indices"):
        padding_mask(torch.tensor([1, 2, 0]), 0)


# additive_mask, boolean_mask


@given(
    boolean_tensors(),
    st.sampled_from(
        [None, torch.float16, torch.bfloat16, torch.float32, torch.float64]
    ),
)
def test_there_and_back(mask, dtype):
    additive = additive_mask(mask, dtype)
    assert additive.shape == mask.shape
    assert additive.dtype == (dtype or torch.get_default_dtype())
    assert (additive[mask] == 0).all()
    assert (additive[~mask] == -math.inf).all()
    assert torch.equal(boolean_mask(additive), mask)


def test_additive_mask_leaves_its_input_alone_and_its_device():
    mask = causal_mask(3)
    additive_mask(mask)
    assert torch.equal(mask, causal_mask(3))
    assert additive_mask(mask.to("meta")).device.type == "meta"


@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.float32])
def test_additive_mask_refuses_what_is_not_boolean(dtype):
    with pytest.raises(TypeError, match=f"boolean mask is needed.*{dtype}"):
        additive_mask(causal_mask(3).to(dtype))


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64])
def test_boolean_mask_refuses_what_is_not_floating(dtype):
    with pytest.raises(
        TypeError, match=f"floating mask of 0 and -inf.*{dtype}"
    ):
        boolean_mask(causal_mask(3).to(dtype))


@pytest.mark.parametrize("wrong", [-1e9, -3.0, 1.0, math.inf, math.nan])
def test_boolean_mask_refuses_other_numbers(wrong):
    additive = additive_mask(causal_mask(3))
    additive[2, 0] = wrong
    with pytest.raises(ValueError, match="only 0 and -inf"):
        boolean_mask(additive)


# in attention


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3), st.data())
def test_both_spellings_give_the_same_and_equal_the_document(t, s, h, data):
    bits = data.draw(st.lists(st.booleans(), min_size=t * s, max_size=t * s))
    mask = torch.tensor(bits).view(t, s)
    q, k, v = (torch.randn(2, h, n, 4, dtype=torch.float64) for n in (t, s, s))
    output, weights = attention(q, k, v, mask)
    other, other_weights = attention(q, k, v, additive_mask(mask, q.dtype))
    assert torch.equal(output, other) and torch.equal(weights, other_weights)
    assert (weights.masked_select(~mask) == 0).all()
    # the document: M inside the fraction
    scores = (q @ k.mT + additive_mask(mask, q.dtype)) / math.sqrt(4)
    filled = mask.any(dim=-1)
    expected = (scores.softmax(dim=-1) @ v)[:, :, filled]
    assert torch.allclose(output[:, :, filled], expected, atol=1e-10)
    assert (output[:, :, ~filled] == 0).all()
    fast, _ = attend(q, k, v, mask)
    assert torch.allclose(fast, output, atol=1e-10)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_empty_rows_give_zeros_and_finite_gradients(need_weights, dtype):
    left_padded = torch.tensor([[0, 0, 1, 2, 3], [0, 0, 0, 0, 0]])
    mask = causal_mask(T) & padding_mask(left_padded, 0)
    inputs = [
        torch.randn(B, H, T, 4, dtype=dtype, requires_grad=True)
        for _ in range(3)
    ]
    output, _ = attend(*inputs, mask, need_weights=need_weights)
    assert (output[0, :, :2] == 0).all() and (output[1] == 0).all()
    assert (output[0, :, 2:] != 0).all()
    output.square().sum().backward()
    for tensor in inputs:
        assert tensor.grad.isfinite().all()
        assert (tensor.grad[1] == 0).all()


@pytest.mark.filterwarnings("ignore:Anomaly Detection")
def test_no_nan_arises_on_the_way_back():
    mask = torch.zeros(T, T, dtype=torch.bool)
    query = torch.randn(B, H, T, 4, requires_grad=True)
    with torch.autograd.detect_anomaly(check_nan=True):
        output, _ = attention(query, query, query, mask)
        output.square().sum().backward()


# in the encoder and the decoder


def both(dtype=torch.float64, norm_first=False):
    options = {"dropout": 0.0, "norm_first": norm_first}
    encoder = Encoder(2, D, H, 24, **options).to(dtype)
    decoder = Decoder(2, D, H, 24, **options).to(dtype)
    x = torch.randn(B, S, D, dtype=dtype)
    y = torch.randn(B, T, D, dtype=dtype)
    return encoder, decoder, x, y


def run(encoder, decoder, x, y, source=SOURCE, target=TARGET):
    source_mask = padding_mask(source, PAD)
    target_mask = causal_mask(y.shape[1]) & padding_mask(target, PAD)
    return decoder(y, encoder(x, source_mask), target_mask, source_mask)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("norm_first", [True, False])
def test_the_future_is_invisible_and_the_past_is_not(training, norm_first):
    encoder, decoder, x, y = both(norm_first=norm_first)
    encoder.train(training), decoder.train(training)
    before = run(encoder, decoder, x, y)
    for place in range(3):
        changed = y.clone()
        changed[:, place] = torch.randn(B, D, dtype=y.dtype)
        after = run(encoder, decoder, x, changed)
        difference = (after - before).abs().amax(dim=-1)
        assert (difference[:, :place] < 1e-12).all()
        assert (difference[:, place:] > 1e-6).all()  # itself, and later ones


@pytest.mark.parametrize("norm_first", [True, False])
def test_a_padded_batch_equals_each_sentence_alone(norm_first):
    encoder, decoder, x, y = both(norm_first=norm_first)
    together = run(encoder, decoder, x, y)
    for b in range(B):
        s, t = SOURCE[b] != PAD, TARGET[b] != PAD
        alone = run(
            encoder,
            decoder,
            x[b : b + 1, s],
            y[b : b + 1, t],
            SOURCE[b : b + 1, s],
            TARGET[b : b + 1, t],
        )
        assert torch.allclose(together[b, t], alone[0], atol=1e-10)


def test_the_content_of_padding_has_no_influence():
    encoder, decoder, x, y = both()
    before = run(encoder, decoder, x, y)
    x, y = x.clone(), y.clone()
    x[SOURCE == PAD], y[TARGET == PAD] = 50.0, -50.0
    after = run(encoder, decoder, x, y)
    words = TARGET != PAD
    assert torch.allclose(before[words], after[words], atol=1e-10)


def test_one_pass_equals_every_prefix_alone():
    encoder, decoder, x, y = both()
    full = torch.ones(B, T, dtype=torch.long)
    at_once = run(encoder, decoder, x, y, target=full)
    for length in range(1, T + 1):
        prefix = run(
            encoder, decoder, x, y[:, :length], target=full[:, :length]
        )
        assert torch.allclose(at_once[:, :length], prefix, atol=1e-10)


# equal to PyTorch, whose modules say True for "masked out"


@torch.no_grad()
def shake(module):
    for parameter in module.parameters():
        parameter.add_(0.1 * torch.randn_like(parameter))


@torch.no_grad()
def copy_attention(ours, theirs):
    ours.w_query_key_value.weight.copy_(theirs.in_proj_weight)
    ours.w_query_key_value.bias.copy_(theirs.in_proj_bias)
    ours.w_output.load_state_dict(theirs.out_proj.state_dict())


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("kind", ["causal", "padding", "both", "cross"])
def test_multi_head_attention_equals_torch(dtype, need_weights, kind):
    theirs = nn.MultiheadAttention(D, H, batch_first=True, dtype=dtype)
    shake(theirs)
    ours = MultiHeadAttention(D, H).to(dtype)
    copy_attention(ours, theirs)
    x = torch.randn(B, T, D, dtype=dtype)
    keys = torch.randn(B, S, D, dtype=dtype) if kind == "cross" else x
    tokens = SOURCE if kind == "cross" else TARGET
    mask, options = torch.ones(1, 1, dtype=torch.bool), {}
    if kind in ("causal", "both"):
        mask = mask & causal_mask(T)
        options["attn_mask"] = ~causal_mask(T)
    if kind != "causal":
        mask = mask & padding_mask(tokens, PAD)
        options["key_padding_mask"] = tokens == PAD
    for ours_mask in (mask, additive_mask(mask, dtype)):
        output, weights = ours(x, keys, keys, ours_mask, need_weights)
        expected, shares = theirs(
            x,
            keys,
            keys,
            need_weights=need_weights,
            average_attn_weights=False,
            **options,
        )
        assert torch.allclose(output, expected, rtol=0, atol=TOLERANCE[dtype])
        if need_weights:
            assert torch.allclose(weights, shares, atol=TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("norm_first", [True, False])
def test_decoder_layer_equals_torch_with_gradients(dtype, norm_first):
    theirs = nn.TransformerDecoderLayer(
        D,
        H,
        24,
        dropout=0.0,
        batch_first=True,
        norm_first=norm_first,
        dtype=dtype,
    )
    shake(theirs)
    ours = DecoderLayer(D, H, 24, 0.0, norm_first).to(dtype)
    copy_attention(ours.self_attention, theirs.self_attn)
    copy_attention(ours.cross_attention, theirs.multihead_attn)
    pairs = [
        (ours.feed_forward.wide, theirs.linear1),
        (ours.feed_forward.narrow, theirs.linear2),
        (ours.add_norm_1.norm, theirs.norm1),
        (ours.add_norm_2.norm, theirs.norm2),
        (ours.add_norm_3.norm, theirs.norm3),
    ]
    for our_part, their_part in pairs:
        our_part.load_state_dict(their_part.state_dict())
    inputs = [torch.randn(B, n, D, dtype=dtype) for n in (T, S)]
    mine = [x.clone().requires_grad_() for x in inputs]
    yours = [x.clone().requires_grad_() for x in inputs]
    output = ours(
        *mine,
        causal_mask(T) & padding_mask(TARGET, PAD),
        padding_mask(SOURCE, PAD),
    )
    expected = theirs(
        *yours,
        tgt_mask=~causal_mask(T),
        tgt_key_padding_mask=TARGET == PAD,
        memory_key_padding_mask=SOURCE == PAD,
    )
    assert torch.allclose(output, expected, rtol=0, atol=TOLERANCE[dtype])
    output.pow(3).mean().backward()
    expected.pow(3).mean().backward()
    for a, b in zip(mine, yours, strict=True):
        assert torch.allclose(a.grad, b.grad, rtol=0, atol=TOLERANCE[dtype])
    for a, b in pairs:
        assert torch.allclose(
            a.weight.grad, b.weight.grad, rtol=0, atol=TOLERANCE[dtype]
        )
