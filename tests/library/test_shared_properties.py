"""What holds of every component: one table of components, one test of each property.

The first half is about what is called with vectors and a mask, the second about the network and
everything that generates tokens with it.
"""

import inspect
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pytest
import samples
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    D_FF,
    END,
    PAD,
    SIZES,
    START,
    B,
    D,
    H,
    S,
    T,
    additive,
    assert_close,
    draw,
    ragged,
    seeded,
    unsettle,
)
from torch import nn

from transformer_lib import (
    AddNorm,
    AttentionBlock,
    Decoder,
    DecoderLayer,
    Encoder,
    EncoderLayer,
    FeedForward,
    LearnedPositionalEncoding,
    MultiHeadAttention,
    SinusoidalPositionalEncoding,
    Transformer,
    attend,
    attention,
    attention_maps,
    beam_search,
    sample,
    token_loss,
    write_all,
)

PATHS = [False, True]  # need_weights: the fused computation, and the plain one


# Components with a mask --------------------------------------------------------------------------


class OfFunction(nn.Module):
    """Attention without matrices, the heads cut out of the vectors."""

    def __init__(self, function, **_):
        super().__init__()
        self.function = function

    def forward(self, x, mask, need_weights=False):
        x = x.unflatten(-1, (H, -1)).transpose(1, 2)
        if self.function is attention:  # which always gives the weights
            output, weights = attention(x, x, x, mask)
            weights = weights if need_weights else None
        else:
            given = {"need_weights": True} if need_weights else {}
            output, weights = attend(x, x, x, mask, **given)
        return output.transpose(1, 2).flatten(2), weights


def call_block(block, x, memory, mask, memory_mask, *need_weights):
    """With an axis for its only head, so that all masks fit."""
    output, weights = block(x[:, None], None, None, mask, *need_weights)
    return output[:, 0], weights


@dataclass(frozen=True)
class Place:
    """A component, and which of its masks is tried: over itself or over the memory."""

    build: object
    call: object
    of_memory: bool = False
    heads: int = H

    def module(self, dtype=torch.float64, **options):
        return unsettle(self.build(**{"dropout": 0.0} | options)).to(dtype)

    def inputs(self, batch=B, dtype=torch.float64):
        """What the mask is about, and the other input."""
        seen = draw(batch, S, D, seed=1, dtype=dtype)
        return seen, draw(batch, T, D, seed=2, dtype=dtype)

    @property
    def rows(self):
        return T if self.of_memory else S

    def run(self, module, seen, other, mask=None, need_weights=False):
        """Return the output and the list of weights, one for each layer, or None."""
        x, memory, masks = seen, other, (mask, None)
        if self.of_memory:
            # Each position sees only itself, so that none learns the memory from another.
            here = {"dtype": torch.bool, "device": seen.device}
            masks = (torch.eye(other.shape[1], **here), mask)
            x, memory = other, seen
        if need_weights:  # otherwise by default
            masks = (*masks, True)
        result = self.call(module, x, memory, *masks)
        output, weights = (
            result if isinstance(result, tuple) else (result, None)
        )
        if weights is None:
            return output, None
        weights = weights if isinstance(weights, list) else [weights]
        which = int(self.of_memory)
        pick = [w[which] if isinstance(w, tuple) else w for w in weights]
        return output, pick


def call_self(module, x, memory, mask, memory_mask, *need_weights):
    return module(x, x, x, mask, *need_weights)


def call_cross(module, x, memory, mask, memory_mask, *need_weights):
    return module(x, memory, memory, memory_mask, *need_weights)


def call_without_memory(module, x, memory, mask, memory_mask, *need_weights):
    return module(x, mask, *need_weights)


def call_decoder(module, *inputs):
    return module(*inputs)


multi_head = partial(MultiHeadAttention, D, H)
LAYERS = {
    "EncoderLayer": (partial(EncoderLayer, D, H, D_FF), call_without_memory),
    "Encoder": (partial(Encoder, 2, D, H, D_FF), call_without_memory),
    "DecoderLayer": (partial(DecoderLayer, D, H, D_FF), call_decoder),
    "Decoder": (partial(Decoder, 2, D, H, D_FF), call_decoder),
}
PLACES = {
    "attention": Place(partial(OfFunction, attention), call_without_memory),
    "attend": Place(partial(OfFunction, attend), call_without_memory),
    "AttentionBlock": Place(
        lambda **_: AttentionBlock(D), call_block, heads=1
    ),
    "MultiHeadAttention": Place(multi_head, call_self),
    "MultiHeadAttention, memory": Place(multi_head, call_cross, True),
}
ATTENTIONS = dict(PLACES)
for name, (build, call) in LAYERS.items():
    for order in (False, True):
        which = f"{name}, norm {'first' if order else 'last'}"
        build_it = partial(build, norm_first=order)
        PLACES[which] = Place(build_it, call)
        if name.startswith("Decoder"):
            PLACES[f"{which}, memory"] = Place(build_it, call, True)


def table(argument, rows):
    return pytest.mark.parametrize(argument, rows.values(), ids=list(rows))


def some_mask(place, heads=1):
    mask = draw(B, heads, place.rows, S, seed=3) > 0
    mask[..., 1] = True  # no row is empty
    return mask


@table("place", PLACES)
def test_a_padded_batch_gives_each_sequence_what_it_gets_alone(place):
    # As many sequences as heads: a mask over the wrong one of the two shows.
    module, (seen, other) = place.module(), place.inputs(batch=H)
    lengths = [7, 4, 1]
    words = torch.arange(S) < torch.tensor(lengths)[:, None]
    loud = seen.masked_fill(~words[..., None], 50.0)
    for need_weights in PATHS:
        for x in (seen, loud):
            given = (x, other, words[:, None, None], need_weights)
            together, _ = place.run(module, *given)
            for b, n in enumerate(lengths):
                alone = seen[b : b + 1, :n], other[b : b + 1]
                kept = slice(None) if place.of_memory else slice(0, n)
                expected, _ = place.run(module, *alone)
                assert_close(together[b : b + 1, kept], expected)


@pytest.mark.parametrize("training", [False, True])
@table("place", PLACES)
def test_the_future_is_invisible_and_the_past_is_not(place, training):
    module, (seen, other) = place.module().train(training), place.inputs()
    past = torch.ones(place.rows, S, dtype=torch.bool).tril()
    for need_weights in PATHS:
        before, _ = place.run(module, seen, other, past, need_weights)
        for position in range(1, T):
            changed = seen.clone()
            changed[:, position] += draw(B, D, seed=4)
            after, _ = place.run(module, changed, other, past, need_weights)
            moved = (after - before).abs().amax(dim=(0, 2))
            assert (moved[:position] < 1e-12).all()
            assert (moved[position:] > 1e-9).all()  # itself and all later ones


@table("place", PLACES)
def test_a_floating_mask_of_any_precision_equals_the_boolean_one(place):
    module, inputs = place.module(), place.inputs()
    mask = some_mask(place)
    for need_weights in PATHS:
        expected, _ = place.run(module, *inputs, mask, need_weights)
        for dtype in (torch.float64, torch.float32, torch.bfloat16):
            zeros = additive(mask, dtype)
            output, _ = place.run(module, *inputs, zeros, need_weights)
            assert_close(output, expected)


@pytest.mark.filterwarnings("ignore:Anomaly Detection")
@pytest.mark.parametrize(
    "floating", [False, True], ids=["boolean", "floating"]
)
@table("place", PLACES)
def test_empty_rows_give_zeros_and_never_nan(place, floating):
    module, results = place.module(), []
    mask = some_mask(place)
    mask[0], mask[1, :, 2] = False, False
    given_mask = additive(mask) if floating else mask
    for need_weights in PATHS:
        inputs = [x.requires_grad_() for x in place.inputs()]
        output, weights = place.run(module, *inputs, given_mask, need_weights)
        for each in weights or []:
            assert (each[0] == 0).all() and (each[1, :, 2] == 0).all()
        # Not even one that is masked out later: it would spread.
        with torch.autograd.detect_anomaly(check_nan=True):
            output.pow(3).sum().backward()
        gradients = [x.grad for x in inputs if x.grad is not None]
        assert all(each.isfinite().all() for each in [output, *gradients])
        if place in ATTENTIONS.values():  # nothing goes around these
            zero = getattr(module, "w_output", None)
            zero = 0.0 if zero is None else zero.bias
            assert (output[0] == zero).all() and (output[1, 2] == zero).all()
            assert (output[1, 3] != zero).all()
            assert all((each[0] == 0).all() for each in gradients)
            if place.of_memory:
                assert (inputs[1].grad[1, 2] == 0).all()
        results.append([output, *gradients])
    for fused, plain in zip(*results, strict=True):
        assert_close(fused, plain)


@table("place", PLACES)
def test_weights_come_if_wanted_and_nothing_else_changes(place):
    module, inputs = place.module(), place.inputs()
    mask = some_mask(place, place.heads)
    before = [x.clone() for x in (*inputs, mask)]
    attributes = [set(vars(part)) for part in module.modules()]
    expected, nothing = place.run(module, *inputs, mask)
    output, weights = place.run(module, *inputs, mask, need_weights=True)
    assert nothing is None
    assert_close(output, expected)
    for each in weights:
        assert each.shape == (B, place.heads, place.rows, S)
        assert_close(each.sum(-1), torch.ones(each.shape[:-1]).double())
        assert ((each > 0) == mask).all()
    assert len(weights) == len(getattr(module, "layers", [module]))
    assert all(map(torch.equal, (*inputs, mask), before))
    assert [set(vars(part)) for part in module.modules()] == attributes


@table("place", PLACES)
def test_without_dropout_the_mode_changes_nothing(place):
    module, inputs = place.module(), place.inputs()
    for need_weights in PATHS:
        given = (*inputs, some_mask(place), need_weights)
        training, _ = place.run(module.train(), *given)
        assert torch.equal(place.run(module.eval(), *given)[0], training)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@table("place", PLACES)
def test_the_precision_follows_inputs_and_parameters(place, dtype):
    module, mask = place.module(), some_mask(place)
    for given_mask in (None, mask, additive(mask)):
        expected, _ = place.run(module.double(), *place.inputs(), given_mask)
        for need_weights in PATHS:
            given = (*place.inputs(dtype=dtype), given_mask, need_weights)
            output, weights = place.run(module.to(dtype), *given)
            assert output.dtype == dtype
            assert all(each.dtype == dtype for each in weights or [])
            error = (output - expected).abs().mean() / expected.abs().mean()
            assert error < (0.05 if dtype == torch.bfloat16 else 1e-5)


@table("place", PLACES)
def test_nothing_is_made_on_another_device(place):
    module, inputs, mask = place.module(), place.inputs(), some_mask(place)
    for given_mask in (None, mask, additive(mask)):
        for need_weights in PATHS:
            expected, _ = place.run(module, *inputs, given_mask, need_weights)
            with torch.device("meta"):  # where nothing can be computed
                again, _ = place.run(module, *inputs, given_mask, need_weights)
            assert torch.equal(again, expected)


@pytest.mark.parametrize("length", [1, 2, 6])
@table("place", PLACES)
def test_order_has_no_influence(place, length):
    module, (seen, other) = place.module(), place.inputs()
    seen, order = seen[:, :length], torch.arange(length).flip(0).roll(1)
    output, _ = place.run(module, seen, other)
    shuffled, _ = place.run(module, seen[:, order], other)
    assert_close(shuffled, output if place.of_memory else output[:, order])


@pytest.mark.parametrize("need_weights", PATHS)
@table("place", PLACES)
def test_wrong_masks_are_refused_by_name(place, need_weights):
    module, inputs = place.module(), place.inputs()
    numbers = torch.ones(place.rows, S, dtype=torch.int64)
    with pytest.raises(TypeError, match=r"boolean .* or a floating .*int64"):
        place.run(module, *inputs, numbers, need_weights)
    scores = rf"\(2, {place.heads}, {place.rows}, 7\)"
    for shape in [(4, 9), (B + 1, 1, 1, S), (B, place.rows, S), (1,) * 5]:
        named = str(shape).replace("(", r"\(").replace(")", r"\)")
        wrong = torch.ones(shape, dtype=torch.bool)
        with pytest.raises(
            ValueError, match=f"{named} does not fit .*{scores}"
        ):
            place.run(module, *inputs, wrong, need_weights)


@pytest.mark.parametrize("need_weights", PATHS)
@pytest.mark.parametrize(
    ("mask", "named"),
    [
        ([[True] * S] * S, "list"),
        (True, "bool"),
        (np.ones((1, S), dtype=bool), "bool"),
        (np.zeros((1, S)), "float64"),
        ("causal", "str"),
    ],
    ids=["list", "True", "array", "floating array", "text"],
)
@table("place", PLACES)
def test_masks_that_are_no_tensors_are_refused_by_name(
    place, mask, named, need_weights
):
    module, inputs = place.module(), place.inputs()
    with pytest.raises(TypeError, match=rf"a mask is a .*tensor.*got {named}"):
        place.run(module, *inputs, mask, need_weights)


# Modules -----------------------------------------------------------------------------------------


def logits(model, *_):
    return model(*ragged()), None


MODULES = {name: PLACES[f"{name}, norm last"] for name in LAYERS} | {
    "MultiHeadAttention": PLACES["MultiHeadAttention"],
    "Transformer": Place(partial(Transformer, 13, 11, **SIZES), logits),
}
STACKS = {
    name: MODULES[name] for name in ("Encoder", "Decoder", "Transformer")
}


def stacks_in(module):
    return [part for part in module.modules() if hasattr(part, "layers")]


@pytest.mark.parametrize("need_weights", PATHS)
@table("place", MODULES)
def test_dropout_only_in_training(place, need_weights):
    module = place.module(torch.float32, dropout=0.5)
    inputs = place.inputs(dtype=torch.float32)
    first, second = (
        place.run(module, *inputs, None, need_weights)[0] for _ in range(2)
    )
    assert not torch.equal(first, second)
    module.eval()
    first, second = (
        place.run(module, *inputs, None, need_weights)[0] for _ in range(2)
    )
    assert torch.equal(first, second)


@table("place", {name: MODULES[name] for name in ("Encoder", "Decoder")})
def test_a_stack_is_its_layers_one_after_the_other_and_a_norm(place):
    stack, (x, memory) = place.module(), place.inputs()
    weights_of_each = place.run(stack, x, memory, None, need_weights=True)[1]
    output = place.run(stack, x, memory)[0]
    layer_row = MODULES[f"{type(stack).__name__}Layer"]
    for layer, weights in zip(stack.layers, weights_of_each, strict=True):
        x, (expected,) = layer_row.run(layer, x, memory, None, True)
        assert_close(weights, expected)
    assert_close(output, stack.norm(x))


def widths(**options):
    """Component -> its inputs, each of which may have a wrong width."""
    sizes = {"d_model": D, **options}
    attention = MultiHeadAttention(D, H)
    return {
        "AttentionBlock": (AttentionBlock(D, 4), 3),
        "MultiHeadAttention": (attention, 3),
        "MultiHeadAttention, itself": (lambda x: attention(x, x, x), 1),
        "MultiHeadAttention, memory": (lambda x, y: attention(x, y, y), 2),
        "project": (attention.project, 3),
        "SinusoidalPositionalEncoding": (SinusoidalPositionalEncoding(D), 1),
        "LearnedPositionalEncoding": (LearnedPositionalEncoding(D), 1),
        "FeedForward": (FeedForward(D, D_FF), 1),
        "AddNorm": (AddNorm(**sizes), 2),
        "AddNorm, prepare": (AddNorm(**sizes).prepare, 1),
        "EncoderLayer": (EncoderLayer(num_heads=H, d_ff=D_FF, **sizes), 1),
        "Encoder": (Encoder(2, num_heads=H, d_ff=D_FF, **sizes), 1),
        "DecoderLayer": (DecoderLayer(num_heads=H, d_ff=D_FF, **sizes), 2),
        "Decoder": (Decoder(2, num_heads=H, d_ff=D_FF, **sizes), 2),
    }


@pytest.mark.parametrize("wrong", [1, D - 1, 2 * D])
@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("name", widths())
def test_another_width_is_refused_by_name(name, norm_first, wrong):
    call, inputs = widths(norm_first=norm_first)[name]
    good = [draw(B, T, D, dtype=torch.float32)] * inputs
    call(*good)
    message = f"the module is {D} wide, an input {wrong}"
    for place in range(inputs):
        bad = [*good]
        bad[place] = torch.randn(B, T, wrong)
        with pytest.raises(ValueError, match=message):
            call(*bad)


@table("place", MODULES)
def test_every_parameter_learns_and_belongs_to_one_part(place):
    module = place.module()
    output, _ = place.run(module, *place.inputs())
    (output * draw(*output.shape, seed=5)).sum().backward()
    assert all((p.grad != 0).any() for p in module.parameters())
    owners = [
        p for part in module.modules() for p in part._parameters.values()
    ]
    assert len({id(p) for p in owners}) == len(owners)


@table("place", MODULES)
def test_the_same_seed_gives_the_same_start_and_each_layer_another(place):
    modules = []
    for _ in range(2):
        torch.manual_seed(7)
        modules.append(place.build())
    assert all(map(torch.equal, *(m.parameters() for m in modules)))
    for stack in stacks_in(modules[0]):
        first, second = (layer.parameters() for layer in stack.layers)
        for one, other in zip(first, second, strict=True):
            assert one.dim() < 2 or not torch.equal(one, other)


@table(
    "place",
    {
        name: row
        for name, row in MODULES.items()
        if name not in ("MultiHeadAttention",)
    },
)
def test_options_reach_every_part(place):
    module = place.build(dropout=0.25, norm_first=True)
    parts = list(module.modules())
    assert all(p.norm_first for p in parts if isinstance(p, AddNorm))
    assert {p.p for p in parts if isinstance(p, nn.Dropout)} == {0.25}
    # The paper drops no attention weights.
    heads = [p for p in parts if isinstance(p, MultiHeadAttention)]
    assert {p.dropout for p in heads} == {0.0}
    assert {p.num_heads for p in heads} == {H}
    assert all(len(stack.layers) == 2 for stack in stacks_in(module))


LAYER = "d_model, num_heads, d_ff, dropout=0.1, norm_first=False, activation='relu'"
GENERATE = "src, start_id, end_id, max_new_tokens"
CONTRACT = {
    attention: "query, key, value, mask=None, dropout=0.0",
    MultiHeadAttention: "d_model, num_heads, dropout=0.0, bias=True",
    FeedForward: "d_model, d_ff, dropout=0.1, activation='relu'",
    AddNorm: "d_model, dropout=0.1, norm_first=False",
    EncoderLayer: LAYER,
    DecoderLayer: LAYER,
    DecoderLayer.forward: "x, memory, mask=None, memory_mask=None",
    Transformer: "src_vocab_size, tgt_vocab_size, d_model=512, num_heads=8, "
    "num_layers=6, d_ff=2048, dropout=0.1, norm_first=False, pad_id=0, "
    "max_len=5000, tie_weights=False",
    Transformer.generate: f"{GENERATE}, num_beams=1",
    beam_search: f"model, {GENERATE}, num_beams=4, alpha=0.6",
    sample: f"model, {GENERATE}, temperature=1.0, k=None, p=None, generator=None",
    token_loss: "logits, target, pad_id, smoothing=0.0",
}


@pytest.mark.parametrize("called", CONTRACT, ids=lambda it: it.__qualname__)
def test_arguments_have_the_names_the_order_and_the_defaults_promised(called):
    promised = CONTRACT[called].split(", ")
    names = [each.split("=")[0] for each in promised]
    arguments = [
        each.replace(annotation=each.empty)
        for each in inspect.signature(called).parameters.values()
    ]
    assert [str(a) for a in arguments if a.name in names] == promised


SIZED = {
    "MultiHeadAttention": lambda d, h: MultiHeadAttention(d, h),
    "EncoderLayer": lambda d, h: EncoderLayer(d, h, 8),
    "Encoder": lambda d, h: Encoder(1, d, h, 8),
    "DecoderLayer": lambda d, h: DecoderLayer(d, h, 8),
    "Decoder": lambda d, h: Decoder(1, d, h, 8),
    "Transformer": lambda d, h: Transformer(5, 5, d, h, 1, 8),
}


@pytest.mark.parametrize(
    ("d_model", "num_heads"), [(12, 5), (4, 6), (12, 0), (12, -3)]
)
@table("build", SIZED)
def test_heads_must_divide_the_width(build, d_model, num_heads):
    message = f"divisible by num_heads, got {d_model} and {num_heads}"
    with pytest.raises(ValueError, match=message):
        build(d_model, num_heads)


@table("layer", LAYERS)
def test_an_unknown_activation_is_refused(layer):
    build, _ = layer
    with pytest.raises(ValueError, match='"relu" or "gelu", got \'tanh\''):
        build(activation="tanh")


# The network -------------------------------------------------------------------------------------


def network(**options):
    options = {"dropout": 0.0, "max_len": 32} | options
    return unsettle(Transformer(13, 11, **SIZES, **options)).double()


NETWORKS = {
    "norm last": partial(network, norm_first=False),
    "norm first": partial(network, norm_first=True),
}


@table("build", NETWORKS)
@given(st.integers(1, S), st.integers(1, T), st.sampled_from([0, 5]))
@settings(max_examples=12)
def test_a_padded_batch_of_tokens(build, source_length, target_length, pad_id):
    model = build(pad_id=pad_id)
    src, tgt = torch.randint(6, 13, (B, S)), torch.randint(6, 11, (B, T))
    src[1, source_length:], tgt[1, target_length:] = pad_id, pad_id
    alone = src[1:, :source_length], tgt[1:, :target_length]
    together = model(src, tgt)[1:, :target_length]
    assert_close(together, model(*alone))
    maps, expected = (
        attention_maps(model, src, tgt),
        attention_maps(model, *alone),
    )
    for name, (rows, columns) in {
        "encoder": (source_length, source_length),
        "decoder_self": (target_length, target_length),
        "decoder_cross": (target_length, source_length),
    }.items():
        own = getattr(maps, name)[:, 1:, :, :rows]
        assert (own[..., columns:] == 0).all()
        assert_close(own[..., :columns], getattr(expected, name))


@pytest.mark.parametrize("training", [True, False])
@table("build", NETWORKS)
def test_the_future_of_a_target_is_invisible(build, training):
    model, (src, tgt) = build(dropout=0.3).train(training), ragged()
    tgt[tgt == PAD] = 3
    for place in range(1, T):
        changed, outputs = tgt.clone(), []
        changed[:, place] = tgt[:, place] % 10 + 1
        for tokens in (tgt, changed):
            torch.manual_seed(2)  # the same dropout
            outputs.append(model(src, tokens))
        moved = (outputs[0] - outputs[1]).abs().amax(dim=(0, 2))
        assert (moved[:place] < 1e-12).all()
        assert (moved[place:] > 1e-9).all()


@table("build", NETWORKS)
def test_a_sequence_of_padding_alone_gives_numbers(build):
    model, (src, tgt) = build(), ragged()
    src[1], tgt[1] = PAD, PAD
    output = model(src, tgt)
    output.sum().backward()
    gradients = [p.grad for p in model.parameters()]
    assert all(each.isfinite().all() for each in [output, *gradients])
    assert_close(output[:1], model(src[:1], tgt[:1]))


# Everything that generates -----------------------------------------------------------------------

RUN = {"start_id": START, "end_id": END, "max_new_tokens": 9}
SOURCES = samples.padded(samples.SOURCES)


def cut(row):
    """A row as a list, without the padding after its end."""
    row = row.tolist()
    while row and row[-1] == PAD:
        row.pop()
    return row


def generates(**settings):
    return lambda model, src, **options: [
        [cut(row)] for row in model.generate(src, **settings, **options)
    ]


def searches(**settings):
    return lambda model, src, **options: [
        [cut(row) for row in rows]
        for rows in beam_search(model, src, **settings, **options)[0]
    ]


def draws(number=None, **settings):
    def way(model, src, **options):
        generator = None if number is None else seeded(number)
        more = settings | {"generator": generator} | options
        return [[cut(row)] for row in sample(model, src, **more)]

    return way


def writes(model, src, **options):
    sources = [cut(row) for row in src]
    return [[row] for row in write_all(model, sources, **options)]


GREEDY = {
    "generate": generates(),
    "beam_search": searches(num_beams=1),
    "beam_search, alpha 0": searches(num_beams=1, alpha=0.0),
    "beam_search, alpha 1": searches(num_beams=1, alpha=1.0),
    "sample, temperature 0": draws(temperature=0),
    "sample, k 1": draws(k=1),
    "write_all": writes,
    "write_all, batches of 3": partial(writes, batch_size=3),
}
SEARCHES = {
    "beam_search, 2 beams": searches(num_beams=2),
    "beam_search, 4 beams, alpha 0": searches(alpha=0.0),
    "beam_search, 7 beams, alpha 0.8": searches(num_beams=7, alpha=0.8),
}
BEAMS = SEARCHES | {
    "generate, 2 beams": generates(num_beams=2),
    "generate, 3 beams": generates(num_beams=3),
}
DRAWN = {
    "sample, drawn": draws(number=3),
    "sample, k and p": draws(number=4, temperature=2.0, k=5, p=0.9),
}
WAYS = GREEDY | BEAMS | DRAWN


writer = partial(samples.writer, Transformer)


@cache
@torch.no_grad()
def greedy_by_hand(number, end_id):
    """Source by source, without a cache: the most likely token, until the end."""
    model, found = writer(number), []
    for source in SOURCES:
        tokens = [START]
        while tokens[-1] != end_id and len(tokens) < 10:
            given = source[None, source != PAD], torch.tensor([tokens])
            tokens.append(model(*given)[0, -1].argmax().item())
        found.append([tokens])
    return found


@table("way", GREEDY)
def test_one_beam_is_greedy(way):
    for number, end_id in [(0, END), (2, END), (3, END), (1, None)]:
        found = way(writer(number), SOURCES, **RUN | {"end_id": end_id})
        assert found == greedy_by_hand(number, end_id)


@table("way", BEAMS)  # greedy by hand reads each source alone
def test_a_batch_gives_each_source_what_it_gets_alone(way):
    for number in (0, 5):
        model = writer(number)
        together = way(model, SOURCES, **RUN)
        for source, expected in zip(SOURCES, together, strict=True):
            alone = source[None, source != PAD]
            assert way(model, alone, **RUN) == [expected]


@table("way", {"generate": generates()} | BEAMS | DRAWN)
def test_nothing_is_made_on_another_device_on_the_way(way):
    model, options = writer(), RUN | {"max_new_tokens": 4}
    expected = way(model, SOURCES, **options)
    with torch.device("meta"):
        assert way(model, SOURCES, **options) == expected


@table(
    "way", {name: way for name, way in WAYS.items() if "batches" not in name}
)
def test_each_source_is_read_once_and_each_token_computed_once(way):
    model, read, computed = writer(), [], []
    model.encoder.register_forward_hook(
        lambda _, given, __: read.append(given[0].shape[:2])
    )
    model.decoder.register_forward_hook(
        lambda _, given, __: computed.append(given[0].shape[1])
    )
    found = way(model, SOURCES, **RUN | {"end_id": None})
    assert read == [SOURCES.shape] and computed == [1] * 9
    assert all(
        len(tokens) == 10 for tokens_of in found for tokens in tokens_of
    )


@table("way", WAYS)
def test_dropout_is_off_and_the_mode_is_given_back(way):
    options = RUN | {"end_id": None, "max_new_tokens": 4}
    model, short = writer(dropout=0.5), writer(max_len=3)
    expected = way(model, SOURCES, **options)
    for training in (True, True, False):
        model.train(training), short.train(training)
        assert way(model, SOURCES, **options) == expected
        with pytest.raises(ValueError, match="4 tokens is longer than"):
            way(short, SOURCES[1:3, :2], **options)
        for network in (model, short):
            assert all(m.training == training for m in network.modules())


class Counter(Transformer):
    """Writes as many threes as the source's first token says, then the end."""

    def encode(self, src):
        return src

    def decode(self, tgt, memory, src=None, need_weights=False, cache=None):
        probabilities = torch.full((*tgt.shape, 7), 0.02)
        at_end = torch.arange(tgt.shape[1]) >= memory[:, :1]
        probabilities[..., 3] = torch.where(at_end, 0.02, 0.9)
        probabilities[..., END] = torch.where(at_end, 0.9, 0.02)
        return probabilities.log()[:, -1:]


@table("way", GREEDY | BEAMS)
def test_sequences_end_at_their_own_time_and_then_the_search_does(way):
    model, steps = writer(), []
    model.__class__ = Counter
    decode = model.decode
    model.decode = lambda *given, **more: (
        steps.append(1),
        decode(*given, **more),
    )[1]
    sources = torch.tensor([[2, 8], [4, 8], [1, 8]])
    found = way(model, sources, **RUN)
    expected = [[START, *[3] * n, END] for n in (2, 4, 1)]
    assert [best for best, *_ in found] == expected
    if way not in SEARCHES.values():  # which want more than the best
        assert len(steps) == 5


@table("way", WAYS)
def test_what_it_cannot_read_or_write_is_refused(way):
    with pytest.raises(IndexError, match=r"from 0 to 8, got [01] to 9"):
        way(writer(), SOURCES + (SOURCES == 8).long(), **RUN)
    with pytest.raises(ValueError, match="7 tokens is longer than max_len=6"):
        way(writer(max_len=6), SOURCES, **RUN)
