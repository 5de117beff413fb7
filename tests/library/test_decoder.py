"""What must hold of chapter 5's code: DecoderLayer and Decoder."""

import inspect

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from transformer_lib import Decoder, DecoderLayer

B, T, S, H, D, D_FF = 2, 5, 7, 3, 33, 17
CHOICES = [(first, act) for first in (False, True) for act in ("relu", "gelu")]
NAMES = {
    "self_attn.in_proj_": "self_attention.w_query_key_value.",
    "self_attn.out_proj.": "self_attention.w_output.",
    "multihead_attn.in_proj_": "cross_attention.w_query_key_value.",
    "multihead_attn.out_proj.": "cross_attention.w_output.",
    "linear1.": "feed_forward.wide.",
    "linear2.": "feed_forward.narrow.",
    "norm1.": "add_norm_1.norm.",
    "norm2.": "add_norm_2.norm.",
    "norm3.": "add_norm_3.norm.",
}


@pytest.fixture(autouse=True)
def one_thread_and_seed():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)


def our_name(name):
    for theirs, ours in NAMES.items():
        name = name.replace(theirs, ours)
    return name


def randomise(module):
    """Give gains and biases random values, so that an exchanged one shows."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) / 2)
    return module


def layer_and_inputs(dtype=torch.float32, **options):
    layer = randomise(DecoderLayer(D, H, D_FF, dropout=0.0, **options)).to(
        dtype
    )
    return (
        layer,
        torch.randn(B, T, D, dtype=dtype),
        torch.randn(B, S, D, dtype=dtype),
    )


def pair(layers, first, activation, dtype, dropout=0.0):
    """PyTorch's module and ours with the same weights; ``layers=0`` is a single layer."""
    options = {
        "norm_first": first,
        "activation": activation,
        "dropout": dropout,
    }
    theirs = nn.TransformerDecoderLayer(
        D, H, D_FF, batch_first=True, **options
    )
    ours = DecoderLayer(D, H, D_FF, **options)
    if layers:
        theirs = nn.TransformerDecoder(theirs, layers, norm=nn.LayerNorm(D))
        ours = Decoder(layers, D, H, D_FF, **options)
    randomise(theirs)
    ours.load_state_dict(
        {our_name(n): p for n, p in theirs.state_dict().items()}
    )
    return theirs.to(dtype), ours.to(dtype)


def masks(kind):
    """A self-attention mask and a memory mask, True = may attend; every row sees something."""
    if kind == "none":
        return None, None
    self_mask = torch.ones(T, T, dtype=torch.bool).tril()
    if kind == "random":
        self_mask = torch.rand(T, T) < 0.5
        self_mask |= torch.eye(T, dtype=torch.bool)
    memory_mask = torch.rand(T, S) < 0.5
    memory_mask[:, 2] = True
    return self_mask, memory_mask


# equal to PyTorch


@pytest.mark.parametrize(
    ("dtype", "bound"), [(torch.float32, 1e-5), (torch.float64, 1e-10)]
)
@pytest.mark.parametrize("kind", ["none", "causal", "random"])
@pytest.mark.parametrize(("first", "activation"), CHOICES)
@pytest.mark.parametrize("layers", [0, 1, 3])
def test_equals_torch_output_and_gradients(
    layers, first, activation, kind, dtype, bound
):
    theirs, ours = pair(layers, first, activation, dtype)
    mask, memory_mask = masks(kind)
    inverted = [None if m is None else ~m for m in (mask, memory_mask)]
    inputs = [torch.randn(B, n, D, dtype=dtype) for n in (T, S)]
    weighting = torch.randn(B, T, D, dtype=dtype)

    results = []
    for side in (theirs, ours):
        x, memory = (i.clone().requires_grad_() for i in inputs)
        if side is theirs:
            output = side(
                x, memory, tgt_mask=inverted[0], memory_mask=inverted[1]
            )
        else:
            output = side(x, memory, mask, memory_mask)
        (output * weighting).sum().backward()
        grads = {our_name(n): p.grad for n, p in side.named_parameters()}
        results.append(
            {"output": output, "x": x.grad, "memory": memory.grad} | grads
        )

    assert results[0].keys() == results[1].keys()
    for name, expected in results[0].items():
        difference = (
            (results[1][name] - expected).abs() / (1 + expected.abs())
        ).max()
        assert difference < bound, f"{name}: {difference:.1e}"


def test_ragged_batch_equals_torch():
    theirs, ours = pair(2, False, "relu", torch.float64)
    x, memory = torch.randn(B, T, D).double(), torch.randn(B, S, D).double()
    padded = torch.zeros(B, S, dtype=torch.bool)
    padded[1, 4:] = True
    expected = theirs(x, memory, memory_key_padding_mask=padded)
    result = ours(x, memory, memory_mask=~padded[:, None, None, :])
    assert torch.allclose(result, expected, atol=1e-10)
    # a padded source equals the source alone
    alone = ours(x[1:], memory[1:, :4])
    assert torch.allclose(result[1:], alone, atol=1e-10)


# what a layer is


@pytest.mark.parametrize("norm_first", [False, True])
def test_layer_is_its_three_steps(norm_first):
    layer, x, memory = layer_and_inputs(torch.float64, norm_first=norm_first)
    norms = [
        layer.add_norm_1.norm,
        layer.add_norm_2.norm,
        layer.add_norm_3.norm,
    ]

    def around(x, norm, sublayer):
        return x + sublayer(norm(x)) if norm_first else norm(x + sublayer(x))

    step = around(x, norms[0], lambda y: layer.self_attention(y, y, y)[0])
    step = around(
        step, norms[1], lambda y: layer.cross_attention(y, memory, memory)[0]
    )
    step = around(step, norms[2], layer.feed_forward)
    assert torch.allclose(layer(x, memory), step, atol=1e-12)


def test_arguments_are_the_contract():
    order = [
        "self",
        "d_model",
        "num_heads",
        "d_ff",
        "dropout",
        "norm_first",
        "activation",
    ]
    parameters = inspect.signature(DecoderLayer.__init__).parameters
    assert list(parameters) == order
    assert [parameters[n].default for n in order[4:]] == [0.1, False, "relu"]
    call = ["self", "x", "memory", "mask", "memory_mask", "need_weights"]
    call.append("cache")
    assert list(inspect.signature(DecoderLayer.forward).parameters) == call
    assert list(inspect.signature(Decoder.forward).parameters) == call


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 3),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(1, 3),
    st.integers(1, 4),
    st.booleans(),
)
def test_any_sizes_and_one_query_at_a_time_in_cross_attention(
    b, t, s, h, k, norm_first
):
    torch.manual_seed(0)
    layer = DecoderLayer(
        h * k, h, 5, dropout=0.0, norm_first=norm_first
    ).double()
    x, memory = (
        torch.randn(b, t, h * k).double(),
        torch.randn(b, s, h * k).double(),
    )
    # with this mask every position is by itself
    only_self = torch.eye(t, dtype=torch.bool)
    together = layer(x, memory, only_self)
    alone = torch.cat([layer(x[:, [i]], memory) for i in range(t)], dim=1)
    assert torch.allclose(together, alone, atol=1e-10)
    order = torch.randperm(s)
    assert torch.allclose(
        layer(x, memory[:, order]), layer(x, memory), atol=1e-10
    )


def test_order_of_the_output_is_not_seen_without_a_mask():
    layer, x, memory = layer_and_inputs(torch.float64)
    order = torch.randperm(T)
    assert torch.allclose(
        layer(x[:, order], memory), layer(x, memory)[:, order], atol=1e-10
    )


# the memory


@pytest.mark.parametrize("norm_first", [False, True])
def test_memory_matters_and_only_its_own(norm_first):
    layer, x, memory = layer_and_inputs(norm_first=norm_first)
    changed = memory.clone()
    changed[0, 3] += 1.0
    before, after = layer(x, memory), layer(x, changed)
    assert not torch.allclose(before[0], after[0], atol=1e-3)
    assert torch.allclose(before[1], after[1], atol=1e-6)


def test_every_layer_reads_the_same_memory():
    decoder = randomise(Decoder(3, D, H, D_FF, dropout=0.0)).double()
    x, memory = torch.randn(B, T, D).double(), torch.randn(B, S, D).double()
    by_hand = x
    for layer in decoder.layers:
        by_hand = layer(by_hand, memory)
    assert torch.allclose(
        decoder(x, memory), decoder.norm(by_hand), atol=1e-12
    )
    decoder(x, memory).sum().backward()
    for layer in decoder.layers:
        assert layer.cross_attention.w_output.weight.grad.abs().max() > 0


# the masks reach their attention


def test_mask_hides_the_future_and_only_it():
    layer, x, memory = layer_and_inputs(torch.float64)
    causal = torch.ones(T, T, dtype=torch.bool).tril()
    changed = x.clone()
    changed[:, 3] += 1.0
    before, after = layer(x, memory, causal), layer(changed, memory, causal)
    assert torch.equal(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 4], after[:, 4], atol=1e-3)
    assert not torch.allclose(
        layer(x, memory)[:, 0], layer(changed, memory)[:, 0], atol=1e-3
    )


@pytest.mark.parametrize("need_weights", [False, True])
def test_memory_mask_hides_source_positions(need_weights):
    layer, x, memory = layer_and_inputs(torch.float64)
    allowed = torch.ones(B, 1, 1, S, dtype=torch.bool)
    allowed[1, ..., 5:] = False
    changed = memory.clone()
    changed[:, 5:] += 1.0
    results = [
        layer(x, m, None, allowed, need_weights) for m in (memory, changed)
    ]
    before, after = [r[0] if need_weights else r for r in results]
    assert torch.equal(before[1], after[1])
    assert not torch.allclose(before[0], after[0], atol=1e-3)


def test_additive_masks_equal_boolean_ones():
    layer, x, memory = layer_and_inputs(torch.float64)
    mask, memory_mask = masks("random")
    additive = [
        torch.zeros(m.shape).masked_fill(~m, -torch.inf)
        for m in (mask, memory_mask)
    ]
    expected = layer(x, memory, mask, memory_mask)
    assert torch.allclose(layer(x, memory, *additive), expected, atol=1e-10)


def test_a_query_that_sees_no_memory_gives_no_nan():
    layer, x, memory = layer_and_inputs(torch.float64)
    memory_mask = torch.ones(T, S, dtype=torch.bool)
    memory_mask[2] = False
    x.requires_grad_()
    output = layer(x, memory, memory_mask=memory_mask)
    output.sum().backward()
    assert output.isfinite().all() and x.grad.isfinite().all()


# weights


def test_weights_of_both_attentions():
    layer, x, memory = layer_and_inputs(torch.float64)
    output, (weights, memory_weights) = layer(x, memory, need_weights=True)
    assert weights.shape == (B, H, T, T) and memory_weights.shape == (
        B,
        H,
        T,
        S,
    )
    for w in (weights, memory_weights):
        assert torch.allclose(w.sum(-1), torch.ones(B, H, T).double())
    assert torch.allclose(output, layer(x, memory), atol=1e-10)
    expected = layer.self_attention(x, x, x, need_weights=True)[1]
    assert torch.allclose(weights, expected)


def test_decoder_gives_a_pair_of_weights_for_each_layer():
    decoder = Decoder(3, D, H, D_FF, dropout=0.0).double()
    x, memory = torch.randn(B, T, D).double(), torch.randn(B, S, D).double()
    mask, memory_mask = masks("random")
    output, weights = decoder(x, memory, mask, memory_mask, need_weights=True)
    assert torch.allclose(
        output, decoder(x, memory, mask, memory_mask), atol=1e-10
    )
    assert len(weights) == 3
    for layer, (self_weights, memory_weights) in zip(
        decoder.layers, weights, strict=True
    ):
        x, (expected, expected_memory) = layer(
            x, memory, mask, memory_mask, True
        )
        assert torch.allclose(self_weights, expected)
        assert torch.allclose(memory_weights, expected_memory)
        assert (self_weights[..., ~mask] == 0).all()
        assert (memory_weights[..., ~memory_mask] == 0).all()


def test_nothing_is_stored_on_the_module():
    decoder = Decoder(2, D, H, D_FF)
    before = [set(vars(m)) for m in decoder.modules()]
    decoder(torch.randn(B, T, D), torch.randn(B, S, D), need_weights=True)
    assert [set(vars(m)) for m in decoder.modules()] == before


# modes, types, starts


def test_dropout_only_in_training():
    layer = DecoderLayer(D, H, D_FF, dropout=0.5)
    x, memory = torch.randn(B, T, D), torch.randn(B, S, D)
    assert not torch.equal(layer(x, memory), layer(x, memory))
    layer.eval()
    assert torch.equal(layer(x, memory), layer(x, memory))


def test_masks_do_not_depend_on_the_mode():
    layer, x, memory = layer_and_inputs(torch.float64)
    mask, memory_mask = masks("random")
    training = layer(x, memory, mask, memory_mask)
    assert torch.equal(layer.eval()(x, memory, mask, memory_mask), training)


def test_options_reach_every_part():
    decoder = Decoder(
        2, D, H, D_FF, dropout=0.25, norm_first=True, activation="gelu"
    )
    for layer in decoder.layers:
        for add_norm in (layer.add_norm_1, layer.add_norm_2, layer.add_norm_3):
            assert add_norm.norm_first and add_norm.dropout.p == 0.25
        assert isinstance(layer.feed_forward.activation, nn.GELU)
        assert layer.feed_forward.dropout.p == 0.25
        assert layer.feed_forward.wide.out_features == D_FF


def test_layers_start_different_and_the_seed_decides():
    decoder = Decoder(2, D, H, D_FF)
    for first, second in zip(
        *(la.parameters() for la in decoder.layers), strict=True
    ):
        if first.dim() > 1:
            assert not torch.equal(first, second)
    torch.manual_seed(7)
    a = Decoder(2, D, H, D_FF)
    torch.manual_seed(7)
    b = Decoder(2, D, H, D_FF)
    assert all(
        torch.equal(p, q)
        for p, q in zip(a.parameters(), b.parameters(), strict=True)
    )


def test_three_norms_of_its_own():
    layer = DecoderLayer(D, H, D_FF)
    norms = {id(m) for m in layer.modules() if isinstance(m, nn.LayerNorm)}
    assert len(norms) == 3


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.bfloat16]
)
def test_dtype_follows_the_input(dtype):
    decoder = Decoder(2, D, H, D_FF).to(dtype)
    output = decoder(
        torch.randn(B, T, D).to(dtype), torch.randn(B, S, D).to(dtype)
    )
    assert output.dtype == dtype and output.isfinite().all()


# errors


@pytest.mark.parametrize(
    "build", [DecoderLayer, lambda *a, **o: Decoder(2, *a, **o)]
)
def test_errors_of_the_constructor(build):
    with pytest.raises(
        ValueError, match="divisible by num_heads, got 32 and 3"
    ):
        build(32, 3, D_FF)
    with pytest.raises(ValueError, match=r"activation must be .*'tanh'"):
        build(D, H, D_FF, activation="tanh")


@pytest.mark.parametrize("need_weights", [False, True])
@pytest.mark.parametrize("which", ["mask", "memory_mask"])
def test_errors_of_the_masks(which, need_weights):
    layer, x, memory = layer_and_inputs()
    decoder = Decoder(1, D, H, D_FF)
    for module in (layer, decoder):
        with pytest.raises(TypeError, match=r"boolean .* or floating"):
            whole = torch.ones(T, 1, dtype=torch.long)
            module(x, memory, need_weights=need_weights, **{which: whole})
        with pytest.raises(
            ValueError,
            match=r"\(4, 9\) does not fit scores of \(2, 3, 5, [57]\)",
        ):
            wrong = torch.ones(4, 9, dtype=torch.bool)
            module(x, memory, need_weights=need_weights, **{which: wrong})
