"""What must hold of chapter 7's code: Transformer and load_torch_weights."""

import math
import warnings
from itertools import pairwise, product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from transformer_lib import (
    DecoderLayer,
    EncoderLayer,
    KeyValueCache,
    MultiHeadAttention,
    Transformer,
    causal_mask,
    load_torch_weights,
    padding_mask,
)

torch.set_num_threads(1)

D, H, B, T, S = (
    12,
    3,
    2,
    5,
    7,
)  # sizes without a common factor, where that is possible
SIZES = {"d_model": D, "num_heads": H, "num_layers": 2, "d_ff": 20}
PRECISIONS = [(torch.float32, 1e-5), (torch.float64, 1e-10)]
both_orders = pytest.mark.parametrize("norm_first", [False, True])
both_precisions = pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def ours_of(dropout=0.0, **options):
    return Transformer(13, 11, **SIZES | {"dropout": dropout} | options)


def ragged():
    """Source (B, S) and target (B, T) with padding in different places."""
    src, tgt = torch.randint(1, 13, (B, S)), torch.randint(1, 11, (B, T))
    src[1, 4:], tgt[0, 3:] = 0, 0
    return src, tgt


def unsettle(module):
    """Norms and biases away from 1 and 0, so that a forgotten one shows."""
    for name, parameter in module.named_parameters():
        if "norm" in name or "bias" in name:
            nn.init.normal_(parameter, mean=0.5)
    return module


def theirs_of(kind, *sizes, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs announces a slower path
        return unsettle(kind(*sizes, batch_first=True, **options))


def close(ours, theirs, tolerance):
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    assert torch.isfinite(ours).all()
    torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)


def compare(call_ours, call_theirs, inputs, tolerance):
    """Outputs and gradients of the inputs agree."""
    results = []
    for call in (call_ours, call_theirs):
        copies = [x.clone().requires_grad_() for x in inputs]
        output = call(*copies)
        torch.manual_seed(1)
        direction = torch.randn(
            output.shape, dtype=output.dtype
        )  # randn_like follows the strides
        (output * direction).sum().backward()
        results.append((output, *(x.grad for x in copies)))
    for mine, other in zip(*results, strict=True):
        close(
            mine,
            other,
            tolerance * max(1.0, float(other.detach().abs().max())),
        )


# load_torch_weights: the four pairs

BOOLEAN_MASKS = {
    "none": None,
    "causal": torch.ones(T, S, dtype=torch.bool).tril(),
    "padding": torch.arange(S) < torch.tensor([7, 4])[:, None, None, None],
    "both": (torch.arange(S) < torch.tensor([7, 4])[:, None, None, None])
    & torch.ones(T, S, dtype=torch.bool).tril(),
    "random": torch.rand(
        B, H, T, S, generator=torch.Generator().manual_seed(3)
    )
    < 0.6,
}
BOOLEAN_MASKS["random"][..., 0] = True  # every row may see something


@both_precisions
@pytest.mark.parametrize(
    "floating", [False, True], ids=["boolean", "floating"]
)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("name", BOOLEAN_MASKS)
def test_multi_head_attention_equals_torch(
    name, bias, floating, dtype, tolerance
):
    theirs = theirs_of(nn.MultiheadAttention, D, H, bias=bias).to(dtype)
    ours = MultiHeadAttention(D, H, bias=bias).to(dtype)
    load_torch_weights(ours, theirs)
    mask = BOOLEAN_MASKS[name]
    forbidden = (
        None if mask is None else ~mask.expand(B, H, T, S).reshape(B * H, T, S)
    )
    if floating and mask is not None:
        mask = torch.zeros(mask.shape, dtype=dtype).masked_fill(
            ~mask, -math.inf
        )
    inputs = [torch.randn(B, n, D, dtype=dtype) for n in (T, S, S)]
    compare(
        lambda q, k, v: ours(q, k, v, mask)[0],
        lambda q, k, v: theirs(
            q, k, v, attn_mask=forbidden, need_weights=False
        )[0],
        inputs,
        tolerance,
    )
    weights = ours(*inputs, mask, need_weights=True)[1]
    _, expected = theirs(
        *inputs, attn_mask=forbidden, average_attn_weights=False
    )
    close(weights, expected, tolerance)


@both_precisions
@both_orders
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_encoder_layer_equals_torch(activation, norm_first, dtype, tolerance):
    options = {
        "dropout": 0.0,
        "norm_first": norm_first,
        "activation": activation,
    }
    theirs = theirs_of(nn.TransformerEncoderLayer, D, H, 20, **options).to(
        dtype
    )
    ours = EncoderLayer(D, H, 20, **options).to(dtype)
    load_torch_weights(ours, theirs)
    src, _ = ragged()
    for causal in [False, True]:
        mask = padding_mask(src, 0) & (causal_mask(S) if causal else True)
        compare(
            lambda x, mask=mask: ours(x, mask),
            lambda x, causal=causal: theirs(
                x,
                src_mask=~causal_mask(S) if causal else None,
                src_key_padding_mask=src == 0,
            ),
            [torch.randn(B, S, D, dtype=dtype)],
            tolerance,
        )


@both_precisions
@both_orders
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_decoder_layer_equals_torch(activation, norm_first, dtype, tolerance):
    options = {
        "dropout": 0.0,
        "norm_first": norm_first,
        "activation": activation,
    }
    theirs = theirs_of(nn.TransformerDecoderLayer, D, H, 20, **options).to(
        dtype
    )
    ours = DecoderLayer(D, H, 20, **options).to(dtype)
    load_torch_weights(ours, theirs)
    src, tgt = ragged()
    mask, memory_mask = (
        causal_mask(T) & padding_mask(tgt, 0),
        padding_mask(src, 0),
    )
    compare(
        lambda x, memory: ours(x, memory, mask, memory_mask),
        lambda x, memory: theirs(
            x,
            memory,
            tgt_mask=~causal_mask(T),
            tgt_key_padding_mask=tgt == 0,
            memory_key_padding_mask=src == 0,
        ),
        [torch.randn(B, T, D, dtype=dtype), torch.randn(B, S, D, dtype=dtype)],
        tolerance,
    )


def whole_pair(norm_first, dtype=torch.float32, **options):
    theirs = theirs_of(
        nn.Transformer, D, H, 2, 2, 20, dropout=0.0, norm_first=norm_first
    )
    ours = ours_of(norm_first=norm_first, **options)
    load_torch_weights(ours, theirs)
    return ours.to(dtype), theirs.to(dtype)


def their_logits(ours, theirs, src, tgt):
    trunk = theirs(
        ours.positions(ours.src_embedding(src)),
        ours.positions(ours.tgt_embedding(tgt)),
        tgt_mask=~causal_mask(tgt.shape[1]),
        src_key_padding_mask=src == 0,
        tgt_key_padding_mask=tgt == 0,
        memory_key_padding_mask=src == 0,
    )
    return ours.projection(trunk)


def gradients(module):
    return [p.grad.clone() for p in module.parameters()]


@both_precisions
@both_orders
@pytest.mark.parametrize("tie_weights", [False, True])
def test_the_whole_network_equals_torch(
    tie_weights, norm_first, dtype, tolerance
):
    ours, theirs = whole_pair(norm_first, dtype, tie_weights=tie_weights)
    src, tgt = ragged()
    mine, other = ours(src, tgt), their_logits(ours, theirs, src, tgt)
    close(mine, other, tolerance)

    direction = torch.randn_like(mine)
    (mine * direction).sum().backward()
    own = gradients(ours)
    ours.zero_grad()
    (
        other * direction
    ).sum().backward()  # through their trunk into our embeddings
    for (name, parameter), mine in zip(
        ours.named_parameters(), own, strict=True
    ):
        if not name.startswith(("encoder", "decoder")):
            bound = 10 * tolerance * max(1, float(mine.abs().max()))
            close(mine, parameter.grad, bound)
    from_theirs = whole_pair(norm_first, dtype)[
        0
    ]  # a place to sort their gradients into
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.copy_(parameter.grad)
        load_torch_weights(from_theirs, theirs)
    by_name = dict(
        zip((n for n, _ in ours.named_parameters()), own, strict=True)
    )
    for name, expected in from_theirs.named_parameters():
        if name.startswith(("encoder", "decoder")):
            bound = (
                10 * tolerance * max(1, float(expected.detach().abs().max()))
            )
            close(by_name[name], expected.detach(), bound)


@both_orders
def test_bfloat16_is_close_to_float32(norm_first):
    ours, _ = whole_pair(norm_first)
    for parameter in ours.projection.parameters():
        nn.init.normal_(parameter, std=0.1)
    src, tgt = ragged()
    expected = ours(src, tgt)
    result = ours.bfloat16()(src, tgt)
    assert result.dtype == torch.bfloat16
    error = (result.float() - expected).abs().mean() / expected.abs().mean()
    assert error < 3e-2


def test_copied_weights_are_copies():
    ours, theirs = whole_pair(False)
    before = ours.encoder.norm.weight.clone()
    nn.init.zeros_(theirs.encoder.norm.weight)
    assert torch.equal(ours.encoder.norm.weight, before)


def test_copying_the_wrong_pair_is_refused():
    with pytest.raises(
        TypeError, match="no way to copy Linear into MultiHeadAttention"
    ):
        load_torch_weights(MultiHeadAttention(D, H), nn.Linear(D, D))
    with pytest.raises(
        TypeError,
        match="no way to copy TransformerEncoderLayer into DecoderLayer",
    ):
        load_torch_weights(
            DecoderLayer(D, H, 20), nn.TransformerEncoderLayer(D, H, 20)
        )


def test_copying_other_sizes_is_refused():
    with pytest.raises(
        ValueError, match=r"ours \(36, 12\), theirs \(45, 15\)"
    ):
        load_torch_weights(
            MultiHeadAttention(D, H), nn.MultiheadAttention(15, 3)
        )
    with pytest.raises(ValueError, match="kdim and vdim must equal embed_dim"):
        load_torch_weights(
            MultiHeadAttention(D, H),
            nn.MultiheadAttention(D, H, kdim=5, vdim=5),
        )
    with pytest.raises(ValueError, match=r"shorter|longer"):
        load_torch_weights(
            ours_of(), theirs_of(nn.Transformer, D, H, 3, 2, 20)
        )


# the network


@both_orders
@pytest.mark.parametrize("training", [True, False])
def test_the_future_is_invisible(training, norm_first):
    model = ours_of(dropout=0.3, norm_first=norm_first).train(training)
    src, tgt = ragged()
    tgt[tgt == 0] = 3
    for place in range(1, T):
        changed = tgt.clone()
        changed[:, place] = tgt[:, place] % 10 + 1
        outputs = []
        for tokens in (tgt, changed):
            torch.manual_seed(2)  # the same dropout
            outputs.append(model(src, tokens))
        assert torch.allclose(
            outputs[0][:, :place], outputs[1][:, :place], atol=1e-5
        )
        assert not torch.allclose(
            outputs[0][:, place:], outputs[1][:, place:], atol=1e-3
        )


@both_orders
@given(st.integers(1, S), st.integers(1, T))
@settings(deadline=None, max_examples=20)
def test_a_padded_batch_equals_each_sentence_alone(
    norm_first, source_length, target_length
):
    model = ours_of(norm_first=norm_first).eval()
    src, tgt = torch.randint(1, 13, (B, S)), torch.randint(1, 11, (B, T))
    src[1, source_length:], tgt[1, target_length:] = 0, 0
    together = model(src, tgt)[1, :target_length]
    alone = model(src[1:, :source_length], tgt[1:, :target_length])[0]
    assert torch.allclose(together, alone, atol=1e-5)


def test_another_pad_id():
    model = ours_of(pad_id=5).eval()
    src, tgt = torch.randint(6, 13, (B, S)), torch.randint(6, 11, (B, T))
    src[1, 4:] = 5
    assert torch.allclose(
        model(src, tgt)[1:], model(src[1:, :4], tgt[1:]), atol=1e-5
    )


def test_every_source_token_counts():
    model = ours_of().eval()
    src, tgt = ragged()
    for place in range(4):
        changed = src.clone()
        changed[:, place] = src[:, place] % 12 + 1
        difference = (
            (model(changed, tgt) - model(src, tgt)).abs().amax(dim=(1, 2))
        )
        assert (difference > 1e-3).all()


@both_orders
def test_a_source_of_padding_alone_gives_numbers(norm_first):
    model = ours_of(norm_first=norm_first)
    src, tgt = ragged()
    src[1], tgt[1] = 0, 0
    logits = model(src, tgt)
    assert torch.isfinite(logits).all()
    logits.sum().backward()
    assert all(torch.isfinite(p.grad).all() for p in model.parameters())
    alone = model(src[:1], tgt[:1])
    assert torch.allclose(logits[:1], alone, atol=1e-5)


def test_forward_is_decode_of_encode():
    model, (src, tgt) = ours_of().eval(), ragged()
    memory = model.encode(src)
    assert memory.shape == (B, S, D)
    assert torch.equal(model(src, tgt), model.decode(tgt, memory, src))
    assert model(src, tgt).shape == (B, T, 11)


def test_every_parameter_learns():
    model, (src, tgt) = ours_of(), ragged()
    (model(src, tgt) * torch.randn(B, T, 11)).sum().backward()
    assert all((p.grad != 0).any() for p in model.parameters())


def test_layers_start_different():
    model = ours_of()
    for part in (model.encoder, model.decoder):
        first, second = (
            dict(layer.named_parameters()) for layer in part.layers
        )
        for name, parameter in first.items():
            if parameter.dim() > 1:
                assert not torch.equal(parameter, second[name])


def test_dropout_only_in_training():
    model, (src, tgt) = ours_of(dropout=0.3), ragged()
    assert not torch.equal(model(src, tgt), model(src, tgt))
    model.eval()
    assert torch.equal(model(src, tgt), model(src, tgt))


def test_dropout_on_the_sum_of_embedding_and_position():
    model, (src, tgt) = ours_of(dropout=0.3), ragged()
    model.encoder.eval()
    model.decoder.eval()  # what is left is the dropout on what goes in
    memory = model.encode(src)
    assert not torch.equal(model.encode(src), memory)
    assert not torch.equal(
        model.decode(tgt, memory, src), model.decode(tgt, memory, src)
    )


def test_the_same_seed_gives_the_same_network():
    (src, tgt), outputs = ragged(), []
    for _ in range(2):
        torch.manual_seed(7)
        outputs.append(ours_of().eval()(src, tgt))
    assert torch.equal(*outputs)


def count(model):
    return sum(p.numel() for p in model.parameters())


def test_tied_weights_are_one_tensor():
    apart, tied = ours_of(), ours_of(tie_weights=True)
    assert tied.projection.weight is tied.tgt_embedding.table.weight
    assert count(apart) - count(tied) == 11 * D + 11
    assert apart.projection.weight is not apart.tgt_embedding.table.weight


def test_the_papers_base_model_has_63_million_parameters():
    with torch.device("meta"):
        model = Transformer(37000, 37000, tie_weights=True)
    assert (
        count(model) - 37000 * 512 == 63_084_544
    )  # one table for both languages


def test_weights_survive_saving(tmp_path):
    model, (src, tgt) = ours_of(tie_weights=True).eval(), ragged()
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    other = ours_of(tie_weights=True).eval()
    other.load_state_dict(
        torch.load(tmp_path / "weights.pt", weights_only=True)
    )
    assert torch.equal(other(src, tgt), model(src, tgt))
    assert other.projection.weight is other.tgt_embedding.table.weight


# generate

RUN = {"start_id": 1, "end_id": None, "max_new_tokens": 6}


def greedy(model, src, steps):
    tokens = torch.ones(len(src), 1, dtype=torch.long)
    for _ in range(steps):
        last = model(src, tokens)[:, -1]
        tokens = torch.cat([tokens, last.argmax(-1, keepdim=True)], dim=1)
    return tokens


@both_orders
def test_one_beam_is_greedy(norm_first):
    model, (src, _) = ours_of(norm_first=norm_first).eval(), ragged()
    expected = greedy(model, src, 6)
    assert torch.equal(model.generate(src, **RUN), expected)
    assert (
        len({tuple(row) for row in expected.tolist()}) == 2
    )  # the source matters


def log_likelihoods(model, src, sentences, end_id=None):
    """Of every sentence, number by number, until its end."""
    logs = model(
        src.expand(len(sentences), -1), sentences[:, :-1]
    ).log_softmax(-1)
    chosen = logs.gather(2, sentences[:, 1:, None])[..., 0]
    if end_id is not None:
        chosen = chosen.masked_fill(
            (sentences[:, :-1] == end_id).cumsum(1) > 0, 0.0
        )
    return chosen.sum(1)


@both_orders
@pytest.mark.parametrize("end_id", [None, 2])
def test_enough_beams_find_the_best_of_all_sentences(end_id, norm_first):
    model, (src, _) = ours_of(norm_first=norm_first).eval(), ragged()
    nn.init.normal_(model.projection.bias)
    every = [(1, *rest) for rest in product(range(11), repeat=3)]
    if end_id is not None:  # after the end only padding
        every = [
            s
            for s in every
            if all(b == 0 for a, b in pairwise(s) if a == 2)
            and not (s[1] == 2 and s[3] != 0)
        ]
    every = torch.tensor(every)
    options = RUN | {"end_id": end_id, "max_new_tokens": 3}
    found = model.generate(src, num_beams=121, **options)
    for i in range(B):
        scores = log_likelihoods(model, src[i : i + 1], every, end_id)
        best = every[scores.argmax()]
        assert torch.equal(found[i], best[: found.shape[1]])
        assert (best[found.shape[1] :] == 0).all()


def test_more_beams_find_no_worse_sentence_here():
    model, (src, _) = ours_of().eval(), ragged()
    few, many = (model.generate(src, num_beams=n, **RUN) for n in (1, 4))
    for i in range(B):
        scores = [
            log_likelihoods(model, src[i : i + 1], t[i : i + 1])
            for t in (few, many)
        ]
        assert scores[1] >= scores[0] - 1e-5


class Table(Transformer):
    """Next-token probabilities from a table, whatever the source."""

    table = torch.tensor(
        [
            [1.0, 0, 0, 0, 0],  # 0 padding
            [0, 0, 0, 0.6, 0.4],  # 1 start
            [0.2, 0.2, 0.2, 0.2, 0.2],  # 2 end
            [0, 0, 0.5, 0.25, 0.25],  # 3
            [0, 0, 0.9, 0.05, 0.05],  # 4
        ]
    )

    def decode(self, tgt, memory, src, cache=None):
        return self.table.log()[tgt]


def table():
    return Table(13, 5, **SIZES)


def test_beams_by_hand():
    # 3 then the end: 0.6 * 0.5 = 0.30; 4 then the end: 0.4 * 0.9 = 0.36
    src, _ = ragged()
    options = RUN | {"end_id": 2}
    assert table().generate(src, **options).tolist() == [[1, 3, 2]] * B
    assert table().generate(src, num_beams=2, **options).tolist()[0][:3] == [
        1,
        4,
        2,
    ]


class Counter(Transformer):
    """Writes as many threes as the source's first token says, then the end (2)."""

    def decode(self, tgt, memory, src, cache=None):
        probabilities = torch.full((*tgt.shape, 5), 0.025)
        at_end = torch.arange(tgt.shape[1]) >= src[:, :1]
        probabilities[..., 3] = torch.where(at_end, 0.025, 0.9)
        probabilities[..., 2] = torch.where(at_end, 0.9, 0.025)
        return probabilities.log()


class NearlyEven(Transformer):
    """Token 7 is more likely than the others, by a hair."""

    def decode(self, tgt, memory, src, cache=None):
        logits = torch.zeros(*tgt.shape, 11)
        logits[..., 7] = 1e-5
        return logits


def test_greedy_takes_the_most_likely_token_however_long_the_sentence():
    # The sum of 300 logarithms is near -700, and 1e-5 less rounds to the same.
    src, _ = ragged()
    out = NearlyEven(13, 11, **SIZES).generate(
        src, start_id=1, end_id=None, max_new_tokens=300
    )
    assert (out[:, 1:] == 7).all()


@pytest.mark.parametrize("num_beams", [1, 3])
def test_the_encoder_reads_each_source_once(num_beams):
    model, (src, _), read = ours_of(), ragged(), []
    model.encoder.register_forward_hook(
        lambda _, x, y: read.append(x[0].shape[:2])
    )
    model.generate(src, num_beams=num_beams, **RUN)
    assert read == [src.shape]


@pytest.mark.parametrize("num_beams", [1, 2, 3])
def test_sentences_end_at_their_own_time(num_beams):
    model, src = (
        Counter(13, 5, **SIZES),
        torch.tensor([[2, 9], [4, 9], [1, 9]]),
    )
    out = model.generate(
        src, start_id=1, end_id=2, max_new_tokens=9, num_beams=num_beams
    )
    assert out.tolist() == [
        [1, 3, 3, 2, 0, 0],
        [1, 3, 3, 3, 3, 2],
        [1, 3, 2, 0, 0, 0],
    ]


@pytest.mark.parametrize("num_beams", [1, 2, 3])
@pytest.mark.parametrize("end_id", range(2, 11))
def test_a_sentence_in_a_batch_is_the_sentence_alone(end_id, num_beams):
    model, (src, _) = ours_of().eval(), ragged()
    options = {
        "start_id": 1,
        "end_id": end_id,
        "max_new_tokens": 8,
        "num_beams": num_beams,
    }
    for row, source in zip(model.generate(src, **options), src, strict=True):
        alone = model.generate(source[source != 0][None], **options)[0]
        assert torch.equal(row[: len(alone)], alone)
        assert (row[len(alone) :] == 0).all()


def test_padding_after_the_end_is_pad_id():
    model, src = (
        Counter(13, 5, **SIZES, pad_id=4),
        torch.tensor([[3, 9], [1, 9]]),
    )
    out = model.generate(src, start_id=1, end_id=2, max_new_tokens=9)
    assert out.tolist() == [[1, 3, 3, 3, 2], [1, 3, 2, 4, 4]]


class CertainAfterTheEnd(Counter):
    """As Counter, and after its end (2) it is certain of a three."""

    def decode(self, tgt, memory, src, cache=None):
        logits = super().decode(tgt, memory, src)
        logits[tgt == 2] = torch.tensor([0.0, 0, 0, 1, 0]).log()
        return logits


@pytest.mark.parametrize("pad_id", [0, 4])
def test_after_the_end_comes_padding_even_if_another_token_is_certain(pad_id):
    model = CertainAfterTheEnd(13, 5, **SIZES, pad_id=pad_id)
    src, pad = torch.tensor([[3, 9], [1, 9]]), pad_id
    out = model.generate(src, start_id=1, end_id=2, max_new_tokens=9)
    assert out.tolist() == [[1, 3, 3, 3, 2], [1, 3, 2, pad, pad]]


@pytest.mark.parametrize("training", [True, False])
def test_generate_is_free_of_dropout_and_gives_the_mode_back(training):
    model, (src, _) = ours_of(dropout=0.5).train(training), ragged()
    results = [model.generate(src, **RUN) for _ in range(3)]
    assert model.training == training and model.encoder.training == training
    assert torch.equal(results[0], results[1]) and torch.equal(
        results[0], results[2]
    )
    assert torch.equal(results[0], greedy(model.eval(), src, 6))


def test_an_error_inside_generate_gives_the_mode_back():
    model, (src, _) = ours_of(max_len=9).train(), ragged()
    with pytest.raises(ValueError, match="10 tokens is longer than max_len=9"):
        model.generate(src, **RUN | {"max_new_tokens": 20})
    assert model.training


def test_generate_runs_the_encoder_once():
    model, (src, _) = ours_of(), ragged()
    calls = []
    model.encoder.register_forward_hook(lambda *_: calls.append(1))
    model.generate(src, num_beams=3, **RUN)
    assert len(calls) == 1


def test_generate_writes_nothing_if_nothing_is_asked_for():
    src, _ = ragged()
    assert (
        ours_of().generate(src, **RUN | {"max_new_tokens": 0}).tolist()
        == [[1]] * B
    )


def test_generate_needs_no_gradient():
    model, (src, _) = ours_of(), ragged()
    model.generate(src, **RUN)
    assert all(p.grad is None and p.requires_grad for p in model.parameters())


# errors


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"num_heads": 5}, "divisible by num_heads, got 12 and 5"),
        ({"d_model": 9}, "d_model must be even, got 9"),
    ],
)
def test_wrong_sizes_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        ours_of(**wrong)


# The key-value cache -------------------------------------------------------------------------


class Recomputing(Transformer):
    """Generates without a cache."""

    def decode(self, tgt, memory, src, cache=None):
        return super().decode(tgt, memory, src)


@both_orders
@pytest.mark.parametrize("chunks", [(1,) * T, (2, 1, T - 3), (T,)])
def test_the_cache_gives_what_computing_again_gives(chunks, norm_first):
    model, (src, tgt) = ours_of(norm_first=norm_first).eval(), ragged()
    with torch.no_grad():
        memory, cache, parts, end = (
            model.encode(src),
            model.start_cache(),
            [],
            0,
        )
        for size in chunks:
            end += size
            parts.append(model.decode(tgt[:, :end], memory, src, cache))
            assert [part.shape[1] for part in parts] == [*chunks[: len(parts)]]
        expected = model.decode(tgt, memory, src)
    assert torch.allclose(torch.cat(parts, dim=1), expected, atol=1e-5)


@both_orders
@pytest.mark.parametrize("num_beams", [1, 2, 3, 7])
@pytest.mark.parametrize("end_id", [2, None])
def test_generate_with_the_cache_writes_the_same(
    num_beams, end_id, norm_first
):
    for seed in range(5):
        torch.manual_seed(seed)
        model, (src, _) = ours_of(norm_first=norm_first), ragged()
        options = RUN | {"num_beams": num_beams, "end_id": end_id}
        out = model.generate(src, **options)
        model.__class__ = Recomputing
        assert torch.equal(out, model.generate(src, **options))


def test_each_token_is_computed_once():
    model, (src, _), rows = ours_of(), ragged(), []
    for layer in model.decoder.layers:
        layer.feed_forward.wide.register_forward_hook(
            lambda _, x, y: rows.append(x[0].shape[1])
        )
    out = model.generate(src, **RUN | {"end_id": None})
    assert rows == [1] * (out.shape[1] - 1) * len(model.decoder.layers)


def test_the_cache_keeps_what_it_was_given():
    torch.manual_seed(0)
    cache, keys, values = (
        KeyValueCache(),
        torch.randn(3, 5, 9, 4),
        torch.randn(3, 5, 9, 4),
    )
    for start, end in [(0, 2), (2, 3), (3, 8), (8, 9)]:
        key, value = cache.extend(
            keys[:, :, start:end], values[:, :, start:end]
        )
        assert torch.equal(key, keys[:, :, :end])
        assert torch.equal(value, values[:, :, :end])
    assert cache.length == 9
    cache.select(torch.tensor([2, 0, 0]))
    key, value = cache.extend(None, None)
    assert torch.equal(key, keys[[2, 0, 0]])
    assert torch.equal(value, values[[2, 0, 0]])


@pytest.mark.parametrize("num_beams", [0, -1])
def test_less_than_one_beam_is_refused(num_beams):
    model, (src, _) = ours_of(), ragged()
    with pytest.raises(ValueError, match=f"at least 1, got {num_beams}"):
        model.generate(src, num_beams=num_beams, **RUN)


def test_padding_is_left_out_of_the_encoders_feed_forward():
    model, (src, tgt), rows = ours_of(), ragged(), []
    wide = model.encoder.layers[0].feed_forward.wide
    wide.register_forward_hook(lambda _, x, y: rows.append(len(x[0])))
    model(src, tgt)
    assert rows == [int((src != 0).sum())] != [src.numel()]


def test_tokens_outside_the_vocabulary_are_refused():
    model, (src, tgt) = ours_of(), ragged()
    src[0, 0] = 13
    with pytest.raises(IndexError, match="from 0 to 12, got 0 to 13"):
        model(src, tgt)
    src[0, 0], tgt[0, 0] = 1, -1
    with pytest.raises(IndexError, match="from 0 to 10, got -1"):
        model(src, tgt)


def test_sentences_longer_than_max_len_are_refused():
    src, tgt = ragged()
    with pytest.raises(ValueError, match="7 tokens is longer than max_len=6"):
        ours_of(max_len=6)(src, tgt)
    with pytest.raises(ValueError, match="5 tokens is longer than max_len=4"):
        ours_of(max_len=4)(src[:, :4], tgt)


def test_what_was_written_may_be_trained_on():
    model, (src, _) = ours_of(), ragged()
    tokens = model.generate(src, **RUN)
    model(src, tokens).sum().backward()  # no inference tensor is saved
    assert not tokens.is_inference()
