"""What is special here: Transformer and load_torch_weights."""

import copy
import json

import pytest
import torch
from samples import (
    D_FF,
    END,
    SIZES,
    START,
    B,
    D,
    H,
    S,
    T,
    assert_close,
    ragged,
)
from torch import nn

from transformer_lib import (
    DecoderLayer,
    EncoderLayer,
    MultiHeadAttention,
    Transformer,
    load_torch_weights,
)

RUN = {"start_id": START, "end_id": END, "max_new_tokens": 9}


def ours_of(**options):
    return Transformer(13, 11, **SIZES | {"dropout": 0.0} | options)


# load_torch_weights


def test_copied_weights_are_copies():
    ours, theirs = MultiHeadAttention(D, H), nn.MultiheadAttention(D, H)
    load_torch_weights(ours, theirs)
    before = ours.w_output.weight.clone()
    nn.init.zeros_(theirs.out_proj.weight)
    assert torch.equal(ours.w_output.weight, before)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize(
    ("ours", "theirs", "error", "message"),
    [
        (
            lambda: MultiHeadAttention(D, H),
            lambda: nn.Linear(D, D),
            TypeError,
            "no way to copy Linear into MultiHeadAttention",
        ),
        (
            lambda: DecoderLayer(D, H, 20),
            lambda: nn.TransformerEncoderLayer(D, H, 20),
            TypeError,
            "no way to copy TransformerEncoderLayer into DecoderLayer",
        ),
        (
            lambda: MultiHeadAttention(D, H),
            lambda: nn.MultiheadAttention(15, 3),
            ValueError,
            r"ours \(36, 12\), theirs \(45, 15\)",
        ),
        (
            lambda: MultiHeadAttention(D, H),
            lambda: nn.MultiheadAttention(D, H, kdim=5, vdim=5),
            ValueError,
            "kdim and vdim must equal embed_dim",
        ),
    ],
)
def test_what_does_not_fit_is_not_copied(ours, theirs, error, message):
    with pytest.raises(error, match=message):
        load_torch_weights(ours(), theirs())


OURS = {"Encoder": EncoderLayer, "Decoder": DecoderLayer}
THEIRS = {name: getattr(nn, f"Transformer{name}Layer") for name in OURS}


def layer_of(kinds, kind, d_model=D, heads=H, **options):
    """A layer of ours or of PyTorch's."""
    return kinds[kind](d_model, heads, D_FF, **options)


@pytest.mark.parametrize(
    ("mine", "other", "message"),
    [
        ({}, {"heads": 2}, "number of heads differs: ours 3, theirs 2"),
        ({"heads": 4}, {}, "number of heads differs: ours 4, theirs 3"),
        (
            {},
            {"norm_first": True},
            "norm_first differs: ours False, theirs True",
        ),
        (
            {"norm_first": True},
            {},
            "norm_first differs: ours True, theirs False",
        ),
        (
            {},
            {"activation": "gelu"},
            r"activation differs: ours ReLU\(.*\), theirs .*gelu",
        ),
        pytest.param(
            {"activation": "gelu"},
            {},
            r"activation differs: ours GELU\(.*\), theirs .*relu",
            marks=pytest.mark.since("real_networks"),
        ),
        ({"d_model": 24}, {}, r"sizes differ: ours \(72, 24\), theirs \(36"),
    ],
    ids=lambda it: None if isinstance(it, str) else str(it),
)
@pytest.mark.parametrize("kind", ["Encoder", "Decoder"])
def test_layers_that_compute_something_else_are_not_copied(
    kind, mine, other, message
):
    ours, theirs = (
        layer_of(OURS, kind, **mine),
        layer_of(THEIRS, kind, **other),
    )
    before = [p.clone() for p in ours.parameters()]
    with pytest.raises(ValueError, match=message):
        load_torch_weights(ours, theirs)
    assert all(map(torch.equal, ours.parameters(), before))


@pytest.mark.parametrize("kind", ["Encoder", "Decoder"])
def test_another_epsilon_is_not_copied(kind):
    ours, theirs = layer_of(OURS, kind), layer_of(THEIRS, kind)
    last = list(theirs.children())
    norms = [part for part in last if isinstance(part, nn.LayerNorm)]
    for norm in norms:  # any of them
        norm.eps = 1e-3
        with pytest.raises(
            ValueError, match=r"epsilon differs: ours 1e-05, theirs 0\.001"
        ):
            load_torch_weights(ours, theirs)
        norm.eps = 1e-5
    load_torch_weights(ours, theirs)


def test_other_heads_of_the_cross_attention_are_not_copied():
    ours, theirs = (layer_of(kinds, "Decoder") for kinds in (OURS, THEIRS))
    theirs.multihead_attn = nn.MultiheadAttention(D, 2, batch_first=True)
    with pytest.raises(ValueError, match="heads differs: ours 3, theirs 2"):
        load_torch_weights(ours, theirs)


@pytest.mark.since("language_model")
@pytest.mark.parametrize("bias", [(True, False), (False, True)])
def test_a_bias_that_only_one_of_them_has_is_named(bias):
    mine, other = bias
    ours = MultiHeadAttention(D, H, bias=mine)
    theirs = nn.MultiheadAttention(D, H, bias=other)
    message = f"bias differs: ours {mine}, theirs {other}"
    with pytest.raises(ValueError, match=message):
        load_torch_weights(ours, theirs)


@pytest.mark.parametrize("option", ["add_bias_kv", "add_zero_attn"])
def test_keys_that_nobody_gave_are_named(option):
    theirs = nn.MultiheadAttention(D, H, **{option: True})
    message = "add_zero_attn differs: ours False, theirs True"
    with pytest.raises(ValueError, match=message):
        load_torch_weights(MultiHeadAttention(D, H), theirs)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"num_encoder_layers": 3},
            "layers of the encoder differs: ours 2, theirs 3",
        ),
        (
            {"num_decoder_layers": 1},
            "layers of the decoder differs: ours 2, theirs 1",
        ),
        (
            {"dim_feedforward": 9},
            r"sizes differ: ours \(17, 12\), theirs \(9, 12",
        ),
    ],
    ids=str,
)
def test_a_network_that_computes_something_else_is_not_copied(change, message):
    same = {
        "d_model": D,
        "nhead": H,
        "num_encoder_layers": 2,
        "num_decoder_layers": 2,
        "dim_feedforward": D_FF,
    }
    load_torch_weights(ours_of(), nn.Transformer(**same))
    ours = ours_of()
    before = [p.clone() for p in ours.parameters()]
    with pytest.raises(ValueError, match=message):
        load_torch_weights(ours, nn.Transformer(**same | change))
    # Not even what comes before the difference is copied.
    assert all(map(torch.equal, ours.parameters(), before))


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_another_epsilon_in_a_last_norm_is_not_copied(half):
    theirs = nn.Transformer(D, H, 2, 2, D_FF)
    getattr(theirs, half).norm.eps = 1e-3
    with pytest.raises(ValueError, match=r"ours 1e-05, theirs 0\.001"):
        load_torch_weights(ours_of(), theirs)


# what built it


class Wide(Transformer):
    """A subclass with arguments of its own."""

    def __init__(self, vocab_size, factor=2, **options):
        super().__init__(vocab_size, vocab_size, 6 * factor, 3, **options)
        self.factor = factor


ALL = {
    "src_vocab_size": 13,
    "tgt_vocab_size": 11,
    "d_model": 12,
    "num_heads": 3,
    "num_layers": 2,
    "d_ff": 17,
    "dropout": 0.25,
    "norm_first": True,
    "pad_id": 4,
    "max_len": 23,
    "tie_weights": True,
    "activation": "gelu",
    "attention_dropout": 0.5,
    "num_decoder_layers": 1,
}


@pytest.mark.since("real_networks")
@pytest.mark.parametrize("by_position", [0, 3, 15])
def test_a_network_knows_the_arguments_that_built_it(by_position):
    values = list(ALL.values())[:by_position]
    named = dict(list(ALL.items())[by_position:])
    model = Transformer(*values, **named)
    assert model.config == ALL and list(model.config) == list(ALL)
    again = Transformer(**model.config)
    assert again.config == model.config and again.config is not model.config
    again.load_state_dict(model.state_dict())
    src, tgt = ragged()
    assert torch.equal(again.eval()(src, tgt), model.eval()(src, tgt))


def test_what_is_not_given_is_known_too():
    model = Transformer(5, 7, d_model=4, num_heads=2, num_layers=1)
    defaults = {"d_ff": 2048, "dropout": 0.1, "norm_first": False, "pad_id": 0}
    defaults |= {"max_len": 5000, "tie_weights": False}
    sizes = {"d_model": 4, "num_heads": 2, "num_layers": 1}
    ids = {"src_vocab_size": 5, "tgt_vocab_size": 7}
    assert (ids | sizes | defaults).items() <= model.config.items()
    json.dumps(model.config)  # it fits into a file


def test_a_subclass_with_arguments_of_its_own_knows_the_networks():
    model = Wide(9, num_layers=1, d_ff=5)
    assert model.config["d_model"] == 12 and "factor" not in model.config
    again = Transformer(**model.config)
    again.load_state_dict(model.state_dict())
    assert copy.deepcopy(model).config == model.config


# the network


def test_forward_is_decode_of_encode():
    model, (src, tgt) = ours_of(), ragged()
    memory = model.encode(src)
    assert memory.shape == (B, S, D)
    assert torch.equal(model(src, tgt), model.decode(tgt, memory, src))
    assert model(src, tgt).shape == (B, T, 11)


def test_dropout_on_the_sum_of_embedding_and_position():
    model, (src, tgt) = ours_of(dropout=0.3), ragged()
    model.encoder.eval()
    model.decoder.eval()  # what is left is the dropout on what goes in
    memory = model.encode(src)
    assert not torch.equal(model.encode(src), memory)
    first, second = (model.decode(tgt, memory, src) for _ in range(2))
    assert not torch.equal(first, second)


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
    # The paper has one table for both languages.
    assert count(model) - 37000 * 512 == 63_084_544


@pytest.mark.filterwarnings("ignore:There is a performance drop")
def test_a_network_can_be_mapped():
    model, (src, tgt) = ours_of().double(), ragged()
    batches = torch.stack([src, src.flip(0)]), torch.stack([tgt, tgt.flip(0)])
    expected = torch.stack(
        [model(*pair) for pair in zip(*batches, strict=True)]
    )
    assert_close(torch.vmap(model)(*batches), expected)


@pytest.mark.since("real_networks")
@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_the_decoder_may_have_another_depth():
    model = ours_of(num_decoder_layers=1)
    depths = len(model.encoder.layers), len(model.decoder.layers)
    assert depths == (2, 1)
    theirs = nn.Transformer(D, H, 2, 1, D_FF)
    load_torch_weights(model, theirs)


@pytest.mark.since("real_networks")
def test_attention_dropout_reaches_every_attention():
    model = ours_of(attention_dropout=0.25)
    heads = [m for m in model.modules() if isinstance(m, MultiHeadAttention)]
    assert [each.dropout for each in heads] == [0.25] * 6


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="d_model must be even, got 9"):
        ours_of(d_model=9)
    src, tgt = ragged()
    with pytest.raises(ValueError, match="5 tokens is longer than max_len=4"):
        ours_of(max_len=4)(src[:, :4], tgt)
    tgt[0, 0] = -1
    with pytest.raises(IndexError, match="from 0 to 10, got -1"):
        ours_of()(src, tgt)


# generate


class NearlyEven(Transformer):
    """Token 7 is more likely than the others, by a hair."""

    def decode(self, tgt, memory, src=None, need_weights=False, cache=None):
        logits = torch.zeros(*tgt.shape, 11)
        logits[..., 7] = 1e-5
        return logits


def test_greedy_takes_the_most_likely_token_however_long_the_sequence():
    # The sum of 300 logarithms is near -700, and 1e-5 less rounds to the same.
    options = RUN | {"end_id": None, "max_new_tokens": 300}
    out = NearlyEven(13, 11, **SIZES).generate(ragged()[0], **options)
    assert (out[:, 1:] == 7).all()


class CertainAfterTheEnd(Transformer):
    """Writes as many threes as the source says, the end, and then it is certain of a three."""

    def encode(self, src):
        return src

    def decode(self, tgt, memory, src=None, need_weights=False, cache=None):
        more = torch.arange(tgt.shape[1]) < memory[:, :1]
        probabilities = torch.full((*tgt.shape, 5), 0.025)
        probabilities[..., 3] = torch.where(more, 0.9, 0.025)
        probabilities[..., END] = torch.where(more, 0.025, 0.9)
        probabilities[tgt == END] = torch.tensor([0.0, 0, 0, 1, 0])
        return probabilities.log()


@pytest.mark.parametrize("pad", [0, 4])
def test_after_the_end_comes_padding_even_if_another_token_is_certain(pad):
    model = CertainAfterTheEnd(13, 5, **SIZES, pad_id=pad)
    out = model.generate(torch.tensor([[3, 9], [1, 9]]), **RUN)
    assert out.tolist() == [[1, 3, 3, 3, 2], [1, 3, 2, pad, pad]]
