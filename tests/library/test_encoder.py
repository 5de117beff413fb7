"""What must hold of chapter 4's code: embedding, positions, feed-forward, Add & Norm, encoder."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from transformer_lib.encoder import (
    AddNorm,
    Encoder,
    EncoderLayer,
    FeedForward,
    LearnedPositionalEncoding,
    SinusoidalPositionalEncoding,
    TokenEmbedding,
    positions,
)

TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}
IS_WORD = torch.tensor(
    [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
).bool()  # B=2, T=5, ragged


@pytest.fixture(autouse=True)
def one_thread_and_seed():
    torch.set_num_threads(1)
    torch.manual_seed(0)


def random_norms(module):
    """Gains and biases as training might leave them: at 1 and 0 mistakes do not show."""
    for part in module.modules():
        if isinstance(part, nn.LayerNorm):
            nn.init.normal_(part.weight)
            nn.init.normal_(part.bias)
    return module


# TokenEmbedding


def test_embedding_picks_rows_and_scales_them():
    embedding = TokenEmbedding(11, 6)
    tokens = torch.tensor([[3, 10, 0], [3, 3, 7]])
    expected = torch.stack(
        [embedding.table.weight[row] for row in tokens]
    ) * math.sqrt(6)
    assert torch.equal(embedding(tokens), expected)


def test_embedding_starts_with_entries_of_variance_one_after_scaling():
    scaled = TokenEmbedding(2000, 50)(torch.arange(2000))
    assert abs(scaled.std() - 1) < 0.02


@pytest.mark.parametrize("pad_id", [0, 4])
def test_padding_is_zero_and_not_trained(pad_id):
    embedding = TokenEmbedding(11, 6, pad_id=pad_id)
    tokens = torch.tensor([[pad_id, 5]])
    assert (embedding(tokens)[0, 0] == 0).all()
    embedding(tokens).sum().backward()
    assert (embedding.table.weight.grad[pad_id] == 0).all()
    assert (embedding.table.weight.grad[5] != 0).all()
    assert (embedding.table.weight.detach().abs().sum(1) == 0).sum() == 1


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


def test_dot_products_depend_on_the_distance_only():
    table = SinusoidalPositionalEncoding(32, max_len=60).table.double()
    dots = table @ table.T
    for distance in (0, 1, 13, 40):
        along = dots.diagonal(distance)
        assert torch.allclose(along, along[:1].expand_as(along), atol=1e-5)


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


def test_positions_gives_the_rows_asked_for():
    table = torch.arange(12.0).reshape(6, 2)
    assert torch.equal(positions(table, 2, 3), table[2:5])
    assert torch.equal(positions(table, 0, 6), table)


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
    assert (encoding.table.grad[:5] == 2).all() and (
        encoding.table.grad[5:] == 0
    ).all()


# FeedForward


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_feed_forward_by_its_formula(activation):
    block, x = (
        FeedForward(6, 14, activation=activation).eval(),
        torch.randn(2, 5, 6),
    )
    inner = x @ block.wide.weight.T + block.wide.bias
    inner = (
        inner.clamp(min=0)
        if activation == "relu"
        else nn.functional.gelu(inner)
    )
    expected = inner @ block.narrow.weight.T + block.narrow.bias
    assert torch.allclose(block(x), expected, atol=1e-6)


def test_feed_forward_works_on_each_position_by_itself():
    block, x = FeedForward(6, 14).eval(), torch.randn(2, 5, 6)
    changed = x.clone()
    changed[1, 3] += 1
    moved = (block(changed) - block(x)).abs().sum(-1) > 0
    assert moved.nonzero().tolist() == [[1, 3]]


def test_feed_forward_drops_inside_only():
    block, x = FeedForward(6, 14, dropout=1.0), torch.randn(2, 5, 6)
    assert torch.equal(block(x), block.narrow.bias.expand(2, 5, 6))


def test_an_unknown_bend_is_refused():
    with pytest.raises(ValueError, match='"relu" or "gelu", got \'tanh\''):
        FeedForward(6, 14, activation="tanh")


# AddNorm


@pytest.mark.parametrize("norm_first", [False, True])
def test_add_norm_in_both_orders(norm_first):
    box = random_norms(AddNorm(7, dropout=0.0, norm_first=norm_first))
    x, matrix = torch.randn(2, 5, 7), torch.randn(7, 7)

    def norm(x):
        mean = x.mean(-1, keepdim=True)
        variance = ((x - mean) ** 2).mean(-1, keepdim=True)
        return (
            box.norm.weight * (x - mean) / (variance + 1e-5).sqrt()
            + box.norm.bias
        )

    expected = x + norm(x) @ matrix if norm_first else norm(x + x @ matrix)
    assert torch.allclose(box(x, box.prepare(x) @ matrix), expected, atol=1e-4)


def test_dropout_falls_on_the_sublayer_and_never_on_x():
    box, x = AddNorm(7, dropout=1.0, norm_first=True), torch.randn(2, 5, 7)
    assert torch.equal(box(x, torch.randn(2, 5, 7)), x)
    assert not torch.equal(box.eval()(x, torch.randn(2, 5, 7)), x)


# EncoderLayer and Encoder


def make_pair(num_layers, dtype=torch.float32, dropout=0.0, **options):
    """Our encoder and PyTorch's with the same weights, and the parts that belong together."""
    ours = Encoder(num_layers, 12, 3, 14, dropout=dropout, **options).to(dtype)
    layer = nn.TransformerEncoderLayer(
        12, 3, 14, dropout=dropout, batch_first=True, **options
    )
    theirs = nn.TransformerEncoder(
        layer, num_layers, norm=nn.LayerNorm(12), enable_nested_tensor=False
    ).to(dtype)
    for parameter in theirs.parameters():
        (nn.init.xavier_uniform_ if parameter.dim() > 1 else nn.init.normal_)(
            parameter
        )
    pairs = [(ours.norm, theirs.norm)]
    for a, b in zip(ours.layers, theirs.layers, strict=True):
        pairs += [
            (a.self_attention.w_output, b.self_attn.out_proj),
            (a.feed_forward.wide, b.linear1),
            (a.feed_forward.narrow, b.linear2),
            (a.add_norm_1.norm, b.norm1),
            (a.add_norm_2.norm, b.norm2),
        ]
    pairs = [
        (getattr(a, n), getattr(b, n))
        for a, b in pairs
        for n in ("weight", "bias")
    ]
    for a, b in zip(ours.layers, theirs.layers, strict=True):
        inner = a.self_attention.w_query_key_value
        pairs += [(inner.weight, b.self_attn.in_proj_weight)]
        pairs += [(inner.bias, b.self_attn.in_proj_bias)]
    with torch.no_grad():
        for mine, other in pairs:
            mine.copy_(other)
    assert (
        len(pairs)
        == len(list(ours.parameters()))
        == len(list(theirs.parameters()))
    )
    return ours, theirs, pairs


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("masked", ["no", "padding", "causal", "both"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("num_layers", [1, 3])
def test_equal_to_torch_in_output_and_gradients(
    num_layers, norm_first, activation, masked, dtype
):
    ours, theirs, pairs = make_pair(
        num_layers, dtype, norm_first=norm_first, activation=activation
    )
    x, probe = torch.randn(2, 2, 5, 12, dtype=dtype)
    our_mask, their_masks = None, {}
    if masked in ("padding", "both"):
        our_mask = IS_WORD[:, None, None, :]
        their_masks["src_key_padding_mask"] = ~IS_WORD
    if masked in ("causal", "both"):
        past = torch.ones(5, 5).tril().bool()
        our_mask = past if our_mask is None else our_mask & past
        their_masks["mask"] = ~past
    inputs = [x.clone().requires_grad_(), x.clone().requires_grad_()]
    our_out, their_out = (
        ours(inputs[0], our_mask),
        theirs(inputs[1], **their_masks),
    )
    assert torch.allclose(our_out, their_out, rtol=0, atol=TOLERANCE[dtype])
    (our_out * probe).sum().backward()
    (their_out * probe).sum().backward()
    gradients = [(a.grad, b.grad) for a, b in [*pairs, inputs]]
    for mine, other in gradients:
        size = max(1.0, other.abs().max().item())
        assert torch.allclose(
            mine / size, other / size, rtol=0, atol=TOLERANCE[dtype]
        )


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("need_weights", [False, True])
def test_layer_equals_torch_in_evaluation_with_dropout_off(
    norm_first, need_weights
):
    ours, theirs, _ = make_pair(1, dropout=0.3, norm_first=norm_first)
    ours, theirs, x = (
        ours.eval().layers[0],
        theirs.eval().layers[0],
        torch.randn(2, 5, 12),
    )
    with torch.no_grad():
        expected = theirs(x, src_key_padding_mask=~IS_WORD)
        out = ours(x, IS_WORD[:, None, None, :], need_weights=need_weights)
    if need_weights:
        out, weights = out
        assert weights.shape == (2, 3, 5, 5)
        assert torch.allclose(weights.sum(-1), torch.ones(2, 3, 5))
        assert (weights[1, :, :, 3:] == 0).all() and (weights[0] > 0).all()
    assert torch.allclose(out[IS_WORD], expected[IS_WORD], rtol=0, atol=1e-5)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 6), st.sampled_from([1, 3]), st.booleans(), st.randoms())
def test_without_positions_the_order_has_no_influence(
    length, heads, norm_first, random
):
    encoder = (
        random_norms(Encoder(2, 12, heads, 14, norm_first=norm_first))
        .double()
        .eval()
    )
    x = torch.randn(2, length, 12, dtype=torch.float64)
    order = random.sample(range(length), length)
    assert torch.allclose(encoder(x[:, order]), encoder(x)[:, order])


def test_with_positions_it_has():
    encoder, place = (
        Encoder(1, 12, 3, 14).eval(),
        SinusoidalPositionalEncoding(12),
    )
    x, order = torch.randn(1, 5, 12), [4, 3, 2, 1, 0]
    assert not torch.allclose(
        encoder(place(x[:, order])), encoder(place(x))[:, order], atol=1e-2
    )


@pytest.mark.parametrize("norm_first", [False, True])
def test_a_padded_batch_equals_each_sentence_alone(norm_first):
    encoder = (
        random_norms(Encoder(3, 12, 3, 14, norm_first=norm_first))
        .double()
        .eval()
    )
    x = torch.randn(2, 5, 12, dtype=torch.float64)
    together = encoder(x, IS_WORD[:, None, None, :])
    assert torch.allclose(together[0], encoder(x[:1])[0])
    assert torch.allclose(together[1, :3], encoder(x[1:, :3])[0])


def test_weights_of_each_layer_in_their_order():
    encoder, x = Encoder(3, 12, 3, 14).eval(), torch.randn(2, 5, 12)
    out, all_weights = encoder(x, need_weights=True)
    assert torch.allclose(out, encoder(x), atol=1e-5)
    assert len(all_weights) == 3
    for layer, weights in zip(encoder.layers, all_weights, strict=True):
        assert torch.allclose(
            weights, layer(x, need_weights=True)[1], atol=1e-6
        )
        x = layer(x)


def test_layers_start_different_and_the_seed_decides():
    first, second, _ = Encoder(3, 12, 3, 14).layers
    for name, parameter in first.named_parameters():
        if parameter.dim() > 1:
            assert not torch.equal(parameter, second.get_parameter(name)), name
    torch.manual_seed(5)
    one = Encoder(2, 12, 3, 14)
    torch.manual_seed(5)
    again = Encoder(2, 12, 3, 14)
    assert all(map(torch.equal, one.parameters(), again.parameters()))


def test_all_layers_are_trained_and_no_norm_is_shared():
    encoder = Encoder(3, 12, 3, 14, dropout=0.0)
    random_norms(encoder)(torch.randn(2, 5, 12)).pow(3).sum().backward()
    parameters = list(encoder.parameters())
    assert (
        len(parameters) == 3 * 12 + 2
        and len({id(p) for p in parameters}) == 38
    )
    assert all((p.grad != 0).any() for p in parameters)


@pytest.mark.parametrize("need_weights", [False, True])
def test_dropout_only_in_training_and_never_inside_attention(need_weights):
    layer, x = EncoderLayer(12, 3, 14, dropout=0.5), torch.randn(2, 5, 12)
    assert layer.self_attention.dropout == 0

    def out():
        result = layer(x, need_weights=need_weights)
        return result[0] if need_weights else result

    assert not torch.equal(out(), out())
    layer.eval()
    assert torch.equal(out(), out())


def test_options_reach_every_layer():
    encoder = Encoder(
        2, 12, 3, 14, dropout=0.25, norm_first=True, activation="gelu"
    )
    for layer in encoder.layers:
        assert layer.add_norm_1.norm_first and layer.add_norm_2.norm_first
        assert isinstance(layer.feed_forward.activation, nn.GELU)
        drops = [
            part.p for part in layer.modules() if isinstance(part, nn.Dropout)
        ]
        assert drops == [0.25] * 3


def test_heads_must_divide_the_width():
    with pytest.raises(
        ValueError, match="divisible by num_heads, got 12 and 5"
    ):
        Encoder(2, 12, 5, 14)


def test_bfloat16_goes_through():
    encoder = Encoder(2, 12, 3, 14).to(torch.bfloat16).eval()
    x = torch.randn(2, 5, 12).to(torch.bfloat16)
    expected = encoder.float()(x.float())
    out = encoder.to(torch.bfloat16)(x)
    assert out.dtype == torch.bfloat16
    assert torch.allclose(out.float(), expected, atol=0.15)


# What is not a word is left out -------------------------------------------------------------


@pytest.mark.parametrize("norm_first", [False, True])
def test_leaving_out_padding_changes_no_word_and_no_gradient(norm_first):
    torch.manual_seed(3)
    encoder = Encoder(2, 12, 3, 20, dropout=0.0, norm_first=norm_first)
    for parameter in encoder.parameters():
        nn.init.normal_(parameter, std=0.3)
    words = torch.arange(7) < torch.tensor([[7], [4], [0], [1]])
    x, mask = torch.randn(4, 7, 12), words[:, None, None]
    outputs, gradients = [], []
    for left_out in (None, words):
        y = encoder(x, mask, words=left_out)[words]
        encoder.zero_grad()
        y.square().sum().backward()
        outputs.append(y.detach())
        gradients.append([p.grad.clone() for p in encoder.parameters()])
    assert torch.allclose(*outputs, atol=1e-5)
    for pair in zip(*gradients, strict=True):
        assert torch.allclose(*pair, rtol=1e-4, atol=1e-4)
    _, weights = encoder(x, mask, need_weights=True, words=words)
    _, expected = encoder(x, mask, need_weights=True)
    for one, other in zip(weights, expected, strict=True):
        assert torch.allclose(
            one[words[:, None].expand(-1, 3, -1)],
            other[words[:, None].expand(-1, 3, -1)],
            atol=1e-5,
        )


def test_the_feed_forward_leaves_words_out_under_autocast_too():
    torch.manual_seed(3)
    block = FeedForward(6, 10, dropout=0.0).eval()
    x, words = torch.randn(2, 3, 6), torch.tensor([[True] * 3, [False] * 3])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        output = block(x, words)
    assert output.dtype == torch.bfloat16
    close = dict(rtol=0.02, atol=0.02)
    torch.testing.assert_close(output[0].float(), block(x[0]), **close)
    assert not output[1].any()


def test_the_feed_forward_computes_words_only():
    block, seen = FeedForward(5, 7, dropout=0.0), []
    block.wide.register_forward_hook(lambda _, x, y: seen.append(x[0].shape))
    words = torch.tensor([[True, False, True], [False, False, True]])
    x = torch.randn(2, 3, 5)
    output = block(x, words)
    assert seen == [(3, 5)]
    assert (output[~words] == 0).all()
    assert torch.allclose(output[words], block(x)[words], atol=1e-6)
