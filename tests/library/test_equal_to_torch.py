"""Equal to PyTorch: one table of pairs, ours and theirs, with the same weights.

A row builds a pair and says how the two are called. Outputs and all gradients must agree, to 1e-5
in single and to 1e-10 in double precision. Dropout is set and must be off in evaluation.
"""

import math
from dataclasses import dataclass, field
from itertools import product

import pytest
import torch
from samples import (
    D_FF,
    PAD,
    SIZES,
    TOLERANCE,
    B,
    D,
    H,
    S,
    T,
    additive,
    assert_close,
    draw,
    ragged,
    unsettle,
)
from torch import nn

from transformer_lib import (
    AttentionBlock,
    Decoder,
    DecoderLayer,
    Encoder,
    EncoderLayer,
    MultiHeadAttention,
    TokenEmbedding,
    Transformer,
    attend,
    attention,
    cosine_rate,
    entropy,
    load_torch_weights,
    token_loss,
)

pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor")
EPS = {"relu": 1e-5, "gelu": 0.3}  # each activation with another epsilon
V = 6  # width of the values, where it may differ from that of the keys
DROPOUT = 0.3


@dataclass
class Pair:
    """How ours and theirs are called with the same inputs; their weights, and who copies them."""

    call_ours: object
    call_theirs: object
    inputs: list
    ours: nn.Module = field(default_factory=nn.Module)
    theirs: nn.Module = field(default_factory=nn.Module)
    copy: object = load_torch_weights


@pytest.fixture(params=TOLERANCE, ids=["float32", "float64"])
def dtype(request):
    """The precision in which everything is made."""
    torch.set_default_dtype(request.param)
    torch.manual_seed(0)
    yield request.param
    torch.set_default_dtype(torch.float32)


# Masks -------------------------------------------------------------------------------------------

KINDS = ["none", "causal", "padding", "both", "per head", "floating"]


def masks(kind, t, s):
    """Our mask (True: may attend), their attn_mask and key_padding_mask (True: may not)."""
    words = torch.arange(s) < torch.tensor([[s], [s - 3]])
    past = torch.ones(t, s, dtype=torch.bool).tril()
    each = draw(B, H, t, s, seed=t) > 0
    each[..., 0] = True  # theirs is NaN where a row is empty
    zeros = additive(each, torch.get_default_dtype())
    return {
        "none": (None, None, None),
        "causal": (past, ~past, None),
        "padding": (words[:, None, None], None, ~words),
        "both": (words[:, None, None] & past, ~past, ~words),
        "per head": (each, ~each.flatten(0, 1), None),
        "floating": (zeros, zeros.flatten(0, 1), None),
    }[kind]


def numbers(*shape, seed=0):
    return draw(*shape, seed=seed, dtype=torch.get_default_dtype())


# Attention ---------------------------------------------------------------------------------------


def attention_function(function, kind):
    mask, _, _ = masks(kind, T, S)
    if kind == "floating":  # PyTorch adds any numbers, not only 0
        mask = mask + numbers(T, S, seed=5)
    sdpa = nn.functional.scaled_dot_product_attention
    shapes = [(B, H, T, 4), (B, H, S, 4), (B, H, S, V)]
    return Pair(
        lambda *qkv: [function(*qkv, mask)[0]],
        lambda *qkv: [sdpa(*qkv, mask)],
        [numbers(*shape, seed=i) for i, shape in enumerate(shapes)],
        copy=lambda ours, theirs: None,
    )


def attention_block(kind):
    """The block is multi-head attention with one head, and no matrix after it."""
    ours = AttentionBlock(D)
    theirs = nn.MultiheadAttention(D, 1, bias=False, batch_first=True)
    nn.init.eye_(theirs.out_proj.weight).requires_grad_(False)
    mask, attn_mask, words = masks(kind, T, S)
    if kind == "padding":  # the block has no dimension of heads
        mask = mask[:, 0]

    def copy(ours, theirs):
        matrices = theirs.in_proj_weight.detach().chunk(3)
        layers = (ours.w_query, ours.w_key, ours.w_value)
        for layer, matrix in zip(layers, matrices, strict=True):
            layer.load_state_dict({"weight": matrix})

    def call_theirs(*qkv):
        return theirs(*qkv, attn_mask=attn_mask, key_padding_mask=words)

    inputs = [numbers(B, n, D, seed=i) for i, n in enumerate((T, S, S))]
    return Pair(
        lambda *qkv: ours(*qkv, mask, need_weights=True),
        call_theirs,
        inputs,
        ours,
        theirs,
        copy,
    )


def multi_head(given, kind, bias):
    """``given`` says which of three tensors are query, key and value."""
    ours = MultiHeadAttention(D, H, DROPOUT, bias)
    theirs = nn.MultiheadAttention(D, H, DROPOUT, bias, batch_first=True)
    # The query is T long, and with it what must be as long.
    s = S if 0 not in given[1:] else T
    lengths = [T, s, s][: max(given) + 1]
    mask, attn_mask, words = masks(kind, T, s)

    def call_ours(*tensors):
        qkv = [tensors[i] for i in given]
        fast, nothing = ours(*qkv, mask)
        assert nothing is None
        return [fast, *ours(*qkv, mask, need_weights=True)]

    def call_theirs(*tensors):
        options = {"attn_mask": attn_mask, "key_padding_mask": words}
        options["average_attn_weights"] = False
        output, weights = theirs(*(tensors[i] for i in given), **options)
        return [output, output, weights]

    inputs = [numbers(B, n, D, seed=i) for i, n in enumerate(lengths)]
    return Pair(call_ours, call_theirs, inputs, ours, theirs)


# Parts of a layer --------------------------------------------------------------------------------


def copy_in_order(ours, theirs):
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    for mine, other in pairs:
        mine.data.copy_(other)


def token_embedding(pad_id):
    ours = TokenEmbedding(13, D, pad_id)
    theirs = nn.Embedding(13, D, padding_idx=pad_id)
    src, _ = ragged()
    return Pair(
        lambda: [ours(src)],
        lambda: [theirs(src) * math.sqrt(D)],
        [],
        ours,
        theirs,
        copy_in_order,
    )


def loss(pad_id, smoothing):
    """Theirs is given probabilities, and never sees the padding."""
    _, target = ragged()
    target[target == PAD] = pad_id
    words = target != pad_id
    wanted = nn.functional.one_hot(target, 11) * (1 - smoothing)
    wanted = wanted + smoothing / 11
    return Pair(
        lambda x: [token_loss(x, target, pad_id, smoothing)],
        lambda x: [nn.functional.cross_entropy(x[words], wanted[words])],
        [numbers(B, T, 11)],
        copy=lambda ours, theirs: None,
    )


# Layers, stacks, and the whole network -----------------------------------------------------------


def copy_stack(ours, theirs):
    for one, other in zip(ours.layers, theirs.layers, strict=True):
        load_torch_weights(one, other)
    ours.norm.load_state_dict(theirs.norm.state_dict())


def copy_transformer(ours, theirs):
    load_torch_weights(ours, theirs.trunk)
    for name in ("src_embedding", "tgt_embedding"):
        copy_in_order(getattr(ours, name), getattr(theirs, name))
    ours.projection.load_state_dict(theirs.projection.state_dict())


def layers(kind, depth, norm_first, activation, *kinds):
    """An encoder or a decoder, of so many layers; None is a layer by itself.

    ``kinds`` are those of its masks.
    """
    options = {"norm_first": norm_first, "activation": activation}
    sizes, eps = (D, H, D_FF), EPS[activation]
    layer = getattr(nn, f"Transformer{kind}Layer")(
        *sizes, DROPOUT, batch_first=True, layer_norm_eps=eps, **options
    )
    options |= {"dropout": DROPOUT, "eps": eps}
    if depth is None:
        single = {"Encoder": EncoderLayer, "Decoder": DecoderLayer}[kind]
        ours, theirs = single(*sizes, **options), layer
    else:
        stack = {"Encoder": Encoder, "Decoder": Decoder}[kind]
        ours = stack(depth, *sizes, **options)
        last = nn.LayerNorm(D, eps)
        theirs = getattr(nn, f"Transformer{kind}")(layer, depth, norm=last)
    inputs, of_ours, of_theirs = [numbers(B, S, D)], (), {}
    if kind == "Encoder":
        mask, attn_mask, words = masks(*kinds, S, S)
        of_ours = (mask,)
        names = ["mask" if depth else "src_mask", "src_key_padding_mask"]
        of_theirs = dict(zip(names, (attn_mask, words), strict=True))
    else:
        inputs = [numbers(B, T, D, seed=1), numbers(B, S, D, seed=2)]
        pairs = zip(kinds, (T, S), ("tgt", "memory"), strict=True)
        for mask_kind, n, name in pairs:
            mask, attn_mask, words = masks(mask_kind, T, n)
            of_ours += (mask,)
            of_theirs[f"{name}_mask"] = attn_mask
            of_theirs[f"{name}_key_padding_mask"] = words

    def call_ours(*given):
        given = (*given, *of_ours)
        return [ours(*given), ours(*given, need_weights=True)[0]]

    def call_theirs(*given):
        return [theirs(*given, **of_theirs)] * 2

    copy = load_torch_weights if depth is None else copy_stack
    return Pair(call_ours, call_theirs, inputs, ours, theirs, copy)


class TorchTransformer(nn.Module):
    """The paper's network from PyTorch's parts."""

    def __init__(self, norm_first, tie_weights, activation):
        super().__init__()
        self.src_embedding = nn.Embedding(13, D)
        self.tgt_embedding = nn.Embedding(11, D)
        options = {"batch_first": True, "norm_first": norm_first}
        self.trunk = nn.Transformer(
            D, H, 2, 2, D_FF, DROPOUT, activation, **options
        )
        self.projection = nn.Linear(D, 11, bias=not tie_weights)
        if tie_weights:
            self.projection.weight = self.tgt_embedding.weight

    def forward(self, src, tgt):
        trunk = self.trunk(
            self.vectors(self.src_embedding(src)),
            self.vectors(self.tgt_embedding(tgt)),
            tgt_mask=torch.ones(len(tgt[0]), len(tgt[0])).triu(1).bool(),
            src_key_padding_mask=src == PAD,
            tgt_key_padding_mask=tgt == PAD,
            memory_key_padding_mask=src == PAD,
        )
        return self.projection(trunk)

    def vectors(self, embedded):
        place = torch.arange(embedded.shape[1])[:, None]
        angle = place / 10000 ** (torch.arange(0, D, 2) / D)
        pattern = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
        return embedded * math.sqrt(D) + pattern


def transformer(norm_first, tie_weights, activation):
    options = {"norm_first": norm_first, "tie_weights": tie_weights}
    options["activation"] = activation
    ours = Transformer(13, 11, **SIZES, dropout=DROPOUT, **options)
    theirs = TorchTransformer(**options)
    src, tgt = ragged()
    return Pair(
        lambda: [ours(src, tgt)],
        lambda: [theirs(src, tgt)],
        [],
        ours,
        theirs,
        copy_transformer,
    )


# The table ---------------------------------------------------------------------------------------

ORDERS, ACTIVATIONS = [False, True], ["relu", "gelu"]
SELF, CROSS = (0, 0, 0), (0, 1, 1)
BOTH_MASKS = [
    ("none", "none"),
    ("causal", "none"),
    ("both", "padding"),
    ("per head", "causal"),
    ("none", "both"),
    ("floating", "floating"),
]
ROWS = [
    *product([attention_function], [attention, attend], KINDS),
    *product([attention_block], ["none", "causal", "padding"]),
    *product([multi_head], [SELF, CROSS, (0, 1, 2)], KINDS, [True]),
    *product([multi_head], [(0, 0, 1), (0, 1, 0)], ["both"], [True]),
    *product([multi_head], [SELF, CROSS, (0, 1, 2)], ["both"], [False]),
    *product([token_embedding], [None, 4]),
    *product([loss], [PAD, 7], [0.0, 0.1, 1.0]),
    *product([layers], ["Encoder"], [None], ORDERS, ACTIVATIONS, KINDS),
    *product([layers], ["Encoder"], [1, 3], ORDERS, ACTIVATIONS, ["both"]),
    *(
        (*row, *kinds)
        for row in product([layers], ["Decoder"], [None], ORDERS, ACTIVATIONS)
        for kinds in BOTH_MASKS
    ),
    *(
        (*row, "both", "padding")
        for row in product([layers], ["Decoder"], [1, 3], ORDERS, ACTIVATIONS)
    ),
    *product([transformer], ORDERS, [False, True], ACTIVATIONS),
]


def name_of(row):
    return "-".join(getattr(each, "__name__", str(each)) for each in row)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_output_and_gradients(row, dtype):
    build, *options = row
    pair = build(*options)
    ours, theirs = pair.ours.eval(), unsettle(pair.theirs).eval()
    pair.copy(ours, theirs)
    results = []
    for call in (pair.call_ours, pair.call_theirs):
        inputs = [x.clone().requires_grad_() for x in pair.inputs]
        outputs = call(*inputs)
        # One direction for each output, or an error in one could hide behind another's gradient.
        directions = [
            numbers(*y.shape, seed=90 + i) for i, y in enumerate(outputs)
        ]
        torch.autograd.backward(outputs, directions)
        results.append([*outputs, *(x.grad for x in inputs)])
    for mine, expected in zip(*results, strict=True):
        assert_close(mine, expected, TOLERANCE[dtype])
    # Their gradients get our names by the function that gave our parameters their weights.
    own = {name: p.grad for name, p in ours.named_parameters()}
    for parameter in theirs.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.grad
    pair.copy(ours, theirs)
    for name, expected in ours.named_parameters():
        assert_close(own[name], expected, TOLERANCE[dtype])


# What has no gradient ----------------------------------------------------------------------------


def entropy_of_rows():
    weights = draw(B, T, S).softmax(-1)
    return entropy(weights), torch.distributions.Categorical(weights).entropy()


def rates_along_a_cosine():
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.3)
    schedules = torch.optim.lr_scheduler
    rise = schedules.LinearLR(optimizer, start_factor=1 / 7, total_iters=6)
    fall = schedules.CosineAnnealingLR(optimizer, T_max=43)
    both = schedules.SequentialLR(optimizer, [rise, fall], milestones=[6])
    theirs = []
    for _ in range(50):
        theirs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        both.step()
    return [cosine_rate(step, 50, 7, 0.3) for step in range(1, 51)], theirs


@pytest.mark.parametrize("numbers_of", [entropy_of_rows, rates_along_a_cosine])
@pytest.mark.parametrize("dtype", [torch.float64], indirect=True)
def test_numbers(numbers_of, dtype):
    ours, theirs = map(torch.as_tensor, numbers_of())
    assert_close(ours, theirs, TOLERANCE[dtype])
