"""What is special here: RMSNorm, rotary positions, SwiGLU, LanguageModel."""

import cmath
import math
from itertools import product

import pytest
import torch
from samples import assert_close, draw, seeded, unsettle
from torch import nn

from transformer_lib import (
    KeyValueCache,
    LanguageModel,
    MultiHeadAttention,
    RMSNorm,
    RotaryPositions,
    SwiGLU,
    attention,
    causal_mask,
    choose_token,
    load_weights,
    save_weights,
    token_loss,
    train,
)

B, T, H, G, K, V = 2, 5, 6, 3, 4, 11
D, D_FF = H * K, 17
SIZES = {"d_model": D, "num_heads": H, "num_layers": 2, "d_ff": D_FF}


def model_of(number=0, **options):
    """A network with random gains that is sure of what it says."""
    torch.manual_seed(number)
    options = {"num_kv_heads": G, "max_len": 23} | options
    model = unsettle(LanguageModel(V, **SIZES, **options)).eval()
    with torch.no_grad():
        model.embedding.table.weight.mul_(3)
    return model


def some_tokens(length=T, batch=B, seed=1):
    return torch.randint(V, (batch, length), generator=seeded(seed))


# RMSNorm -------------------------------------------------------------------------------------


@pytest.mark.parametrize("eps", [1e-5, 0.3])
@pytest.mark.parametrize("size", [1.0, 300.0])  # 300 squared is no float16
@pytest.mark.parametrize(
    "dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64]
)
def test_rms_norm_equals_torch_with_its_gradients(dtype, size, eps):
    ours, theirs = RMSNorm(7, eps).to(dtype), nn.RMSNorm(7, eps).to(dtype)
    results = []
    for norm in (ours, theirs):
        norm.weight.data.copy_(draw(7, seed=3))
        x = (draw(B, T, 7) * size).to(dtype).requires_grad_()
        output = norm(x)
        output.sin().sum().backward()
        results.append((output, x.grad, norm.weight.grad))
    for mine, other in zip(*results, strict=True):
        torch.testing.assert_close(mine, other)


def test_rms_norm_of_zeros_is_zeros_and_not_nan():
    assert torch.equal(RMSNorm(7)(torch.zeros(2, 7)), torch.zeros(2, 7))


# Rotary positions ----------------------------------------------------------------------------


def test_a_pair_turns_like_a_complex_number():
    rotary = RotaryPositions(6, max_len=9, base=50.0)
    x = draw(B, 3, 4, 6)
    turned = rotary(x, start=5)
    for p in range(4):
        for i in range(3):
            turn = cmath.exp(1j * (5 + p) * 50.0 ** (-2 * i / 6))
            for b, h in ((0, 2), (1, 0)):
                pair = complex(*x[b, h, p, 2 * i : 2 * i + 2]) * turn
                mine = complex(*turned[b, h, p, 2 * i : 2 * i + 2])
                assert abs(mine - pair) < 1e-6


def test_rotation_is_exact_far_away():
    rotary = RotaryPositions(4, max_len=200_001)
    x = draw(1, 1, 1, 4, dtype=torch.float32)
    turned = rotary(x, start=200_000)[0, 0, 0]
    angle = 200_000 * 10_000.0 ** (-2 / 4)
    a, b = x[0, 0, 0, 2:].tolist()
    expected = a * math.cos(angle) - b * math.sin(angle)
    assert math.isclose(turned[2].item(), expected, abs_tol=1e-5)


@pytest.mark.since("real_networks")
def test_rotation_is_computed_in_float32_in_a_model_of_half_precision():
    exact = RotaryPositions(8, max_len=1001)
    x = draw(1, 1, 1, 8).bfloat16()
    for rotary in (exact, RotaryPositions(8, max_len=1001).bfloat16()):
        turned = rotary(x, start=1000)
        assert torch.equal(turned, exact(x.float(), start=1000).bfloat16())


# Grouped-query attention ---------------------------------------------------------------------


@pytest.mark.parametrize("kv_heads", [1, G, H])
@pytest.mark.parametrize("cross", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_grouped_heads_equal_a_loop_over_heads(kv_heads, cross, bias):
    torch.manual_seed(0)
    ours = MultiHeadAttention(D, H, bias=bias, num_kv_heads=kv_heads).double()
    unsettle(ours)
    x, y = draw(B, T, D), draw(B, 7, D, seed=1) if cross else None
    source = x if y is None else y
    mask = torch.rand(B, H, T, source.shape[1], generator=seeded(2)) < 0.7
    mask[..., 0] = True
    stacked = ours.w_query_key_value
    query, shared = (
        nn.functional.linear(z, *stacked.parameters()) for z in (x, source)
    )
    query = query[..., :D].split(K, dim=-1)
    shared = shared[..., D:].split(K, dim=-1)
    heads, weights = [], []
    for h in range(H):
        g = h // (H // kv_heads)  # neighbouring heads share
        key, value = shared[g], shared[kv_heads + g]
        head, weight = attention(query[h], key, value, mask[:, h])
        heads.append(head)
        weights.append(weight)
    expected = ours.w_output(torch.cat(heads, dim=-1))
    for need_weights in (False, True):
        output, given = ours(x, source, source, mask, need_weights)
        assert_close(output, expected)
    assert_close(given, torch.stack(weights, dim=1))
    value_apart = source.clone()  # key and value that are not one tensor
    assert_close(ours(x, source, value_apart, mask)[0], expected)


def test_the_cache_holds_the_heads_of_keys_and_values_alone():
    sizes = {}
    for kv_heads in (1, G, H):
        model, cache = model_of(num_kv_heads=kv_heads), KeyValueCache()
        model(some_tokens(), cache=cache)
        sizes[kv_heads] = cache.nbytes
    assert sizes[H] == 2 * 2 * B * T * D * 4  # layers, K and V, float32
    assert sizes[G] * (H // G) == sizes[H] and sizes[1] * H == sizes[H]


@pytest.mark.parametrize("kv_heads", [0, -3, 4, 12])
def test_heads_that_do_not_divide_are_named(kv_heads):
    with pytest.raises(ValueError, match=f"got {H} and {kv_heads}"):
        MultiHeadAttention(D, H, num_kv_heads=kv_heads)


# SwiGLU --------------------------------------------------------------------------------------


def test_swiglu_by_hand():
    block, x = SwiGLU(5, 7).double(), draw(B, T, 5)
    gate, wide = x @ block.gate.weight.T, x @ block.wide.weight.T
    inner = gate / (1 + (-gate).exp()) * wide
    assert_close(block(x), inner @ block.narrow.weight.T)


# The whole model -----------------------------------------------------------------------------


@torch.no_grad()
def part_by_part(model, tokens):
    """The logits, with a loop over the heads; the parts are tested above."""
    x = model.embedding.table.weight[tokens]
    angle = torch.arange(T)[:, None] * 70.0 ** (-torch.arange(0, K, 2) / K)
    turns = torch.polar(torch.ones(T, K // 2), angle)

    def turned(head):
        pairs = torch.view_as_complex(head.unflatten(-1, (-1, 2)))
        return torch.view_as_real(pairs * turns).flatten(-2)

    for layer in model.layers:
        matrix = layer.self_attention.w_query_key_value.weight
        heads = (layer.norm_1(x) @ matrix.T).split(K, dim=-1)
        mixed = [
            attention(
                turned(heads[h]),
                turned(heads[H + h // (H // G)]),
                heads[H + G + h // (H // G)],
                causal_mask(T),
            )[0]
            for h in range(H)
        ]
        x = x + layer.self_attention.w_output(torch.cat(mixed, dim=-1))
        x = x + layer.feed_forward(layer.norm_2(x))
    return model.norm(x) @ model.embedding.table.weight.T


def test_the_model_equals_its_formulas():
    model, tokens = model_of(rotary_base=70.0), some_tokens()
    assert_close(model(tokens), part_by_part(model, tokens), 1e-5)


def test_need_weights_changes_nothing_and_gives_every_layer():
    model, tokens = model_of(), some_tokens()
    logits, weights = model(tokens, need_weights=True)
    assert_close(logits, model(tokens), 1e-5)
    assert len(weights) == 2 and weights[0].shape == (B, H, T, T)
    earlier = causal_mask(T).expand(B, H, T, T)
    assert (weights[1][~earlier] == 0).all()
    assert_close(weights[1].sum(-1), torch.ones(B, H, T), 1e-6)


@pytest.mark.parametrize("pieces", [[1] * 9, [4, 1, 3, 1], [9]])
@torch.no_grad()
def test_with_a_cache_the_logits_are_the_same(pieces):
    model, tokens, cache = model_of(), some_tokens(9), KeyValueCache()
    whole, at, parts = model(tokens), 0, []
    for piece in pieces:
        at += piece
        parts.append(model(tokens[:, :at], cache=cache))
        assert parts[-1].shape == (B, piece, V) and cache.length == at
    assert_close(torch.cat(parts, dim=1), whole, 1e-5)


@torch.no_grad()
def plain_loop(model, tokens, new, end_id=None):
    """Greedy decoding without a cache, sequence by sequence."""
    rows = []
    for row in tokens:
        row = row[None]
        for _ in range(new):
            token = model(row)[:, -1].argmax(-1)
            row = torch.cat([row, token[:, None]], dim=1)
            if token.item() == end_id:
                break
        rows.append(row[0].tolist())
    return rows


@pytest.mark.parametrize("number", range(3))
def test_greedy_equals_a_loop_without_cache(number):
    model, tokens = model_of(number), some_tokens(3, batch=4)
    written = model.generate(tokens, end_id=None, max_new_tokens=12)
    assert written.tolist() == plain_loop(model, tokens, 12)
    assert torch.equal(written[:, :3], tokens)


def test_what_has_ended_is_filled_with_the_end():
    model, tokens = model_of(1), some_tokens(3, batch=6)
    free = model.generate(tokens, end_id=None, max_new_tokens=12)
    end = free[0, 7].item()  # a token that some write, early or late
    written = model.generate(tokens, end_id=end, max_new_tokens=12).tolist()
    expected = plain_loop(model, tokens, 12, end)
    assert len({len(row) for row in expected}) > 1  # they end apart
    longest = max(map(len, expected))
    for row, right in zip(written, expected, strict=True):
        assert row == right + [end] * (longest - len(right))


def test_sampling_draws_what_choose_token_draws():
    model, tokens = model_of(), some_tokens(3)
    options = {"temperature": 1.3, "k": 7, "p": 0.9}
    written = model.generate(
        tokens, end_id=None, max_new_tokens=8, **options, generator=seeded(5)
    )
    generator, expected = seeded(5), tokens
    with torch.no_grad():
        for _ in range(8):
            logits = model(expected)[:, -1]
            token = choose_token(logits, **options, generator=generator)
            expected = torch.cat([expected, token[:, None]], dim=1)
    assert torch.equal(written, expected)


def test_generate_switches_dropout_off_and_on_again():
    model = model_of(dropout=0.5).train()
    options = {"end_id": None, "max_new_tokens": 9}
    first = model.generate(some_tokens(), **options)
    assert torch.equal(first, model.generate(some_tokens(), **options))
    assert model.training and not torch.equal(
        model(some_tokens()), model(some_tokens())
    )


# Texts of different lengths, padded on the left ----------------------------------------------


def prompts_of(*lengths):
    """Texts of these lengths, and the batch of them."""
    texts = [some_tokens(n, batch=1, seed=n)[0] for n in lengths]
    options = {"padding_side": "left", "padding_value": LanguageModel.pad_id}
    return texts, nn.utils.rnn.pad_sequence(texts, True, **options)


@torch.no_grad()
def test_in_a_padded_batch_the_logits_are_those_of_each_text_alone():
    model, (texts, batch) = model_of(), prompts_of(1, 7, 3)
    logits, weights = model(batch, need_weights=True)
    for row, text in enumerate(texts):
        n = len(text)
        assert_close(model(batch)[row, -n:], model(text[None])[0], 1e-5)
        assert_close(logits[row, -n:], model(text[None])[0], 1e-5)
        assert (weights[1][row, :, :, :-n] == 0).all()  # the padding


@pytest.mark.parametrize("ends", [False, True])
@pytest.mark.parametrize("num_beams", [1, 3])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_padded_prompts_are_continued_as_each_alone(number, num_beams, ends):
    model, (texts, batch) = model_of(number), prompts_of(2, 9, 1, 5)
    options = {"end_id": None, "max_new_tokens": 11, "num_beams": num_beams}
    if ends:
        free = model.generate(batch, **options)[:, 9:]
        options["end_id"] = free.flatten().mode().values.item()
    written, lengths = model.generate(batch, **options), set()
    for row, text in zip(written, texts, strict=True):
        alone = model.generate(text[None], **options)[0]
        row = row[9 - len(text) :]
        lengths.add(len(alone) - len(text))
        assert row[: len(alone)].tolist() == alone.tolist()
        assert set(row[len(alone) :].tolist()) <= {options["end_id"]}
    assert written.shape[1] == 9 + max(lengths)
    assert ends == (min(lengths) < 11)


# Beams, and a hook for logits ----------------------------------------------------------------


@torch.no_grad()
def best_by_trying_all(model, prompt, new, alpha, end_id=None):
    """The continuation with the largest score, of all that there are."""
    found = {}
    for tokens in product(range(V), repeat=new):
        if end_id in tokens:
            tokens = tokens[: tokens.index(end_id) + 1]
        row = torch.cat([prompt, torch.tensor(tokens)])[None]
        log_p = model(row[:, :-1]).log_softmax(-1)[0, len(prompt) - 1 :]
        total = log_p.gather(1, torch.tensor(tokens)[:, None]).sum().item()
        found[tokens] = total / len(tokens) ** alpha
    return max(found, key=found.get)


@pytest.mark.parametrize("ends", [False, True])
@pytest.mark.parametrize("alpha", [0.0, 9.0])
@pytest.mark.parametrize("number", range(3))
def test_enough_beams_find_the_best_of_all(number, alpha, ends):
    model, (prompt,) = model_of(number), some_tokens(3, batch=1)
    end = model(prompt[None])[0, -1].argmax().item() if ends else None
    options = {"end_id": end, "max_new_tokens": 2, "alpha": alpha}
    written = model.generate(prompt[None], num_beams=V, **options)[0, 3:]
    best = best_by_trying_all(model, prompt, 2, alpha, end)
    assert tuple(written.tolist()) == best
    assert len(best) == (1 if ends and alpha == 0 else 2)


def test_what_adjust_bans_is_not_written():
    model, tokens = model_of(), some_tokens(3)
    options = {"end_id": None, "max_new_tokens": 9}
    banned = model.generate(tokens, **options)[:, 3:].unique()[:2]

    def ban(logits, tokens):
        return logits.index_fill(1, banned, -torch.inf)

    for num_beams in (1, 2):
        options |= {"num_beams": num_beams, "adjust": ban}
        written = model.generate(tokens, **options)[:, 3:]
        assert not torch.isin(written, banned).any()


def test_what_is_written_is_an_ordinary_tensor():
    model, tokens = model_of(), some_tokens(3)
    for num_beams in (1, 2):
        options = {"end_id": None, "num_beams": num_beams}
        written = model.generate(tokens, max_new_tokens=4, **options)
        assert not written.is_inference()
        model(written).sum().backward()


def test_one_table_serves_twice():
    model = model_of()
    names = [name for name, _ in model.named_parameters()]
    assert sum("table" in name for name in names) == 1
    assert not any("bias" in name for name in names)
    layer = D * (D + 2 * G * K) + D * D + 3 * D * D_FF + 2 * D
    count = sum(p.numel() for p in model.parameters())
    assert count == V * D + 2 * layer + D


def test_it_learns_by_the_books_training_loop():
    torch.manual_seed(0)
    model = LanguageModel(V, **SIZES, num_kv_heads=G)
    text = torch.arange(40) * 3 % V
    rows = torch.stack([text[i : i + 12] for i in range(20)])
    adam = torch.optim.Adam(model.parameters())
    stream = ((None, rows) for _ in range(60))
    losses = list(train(model, adam, stream, rate=lambda step: 0.01))
    assert losses[0] > 2 and losses[-1] < 0.2
    assert math.isclose(
        token_loss(model(rows[:, :-1]), rows[:, 1:], model.pad_id).item(),
        losses[-1],
        abs_tol=0.1,
    )
    written = model.generate(rows[:1, :4], end_id=None, max_new_tokens=20)
    assert written[0].tolist() == text[:24].tolist()


def test_a_saved_model_comes_back(tmp_path):
    path, model = tmp_path / "w.safetensors", model_of(rotary_base=70.0)
    save_weights(path, model, {"text": "none"})
    back, about = load_weights(path, LanguageModel)
    assert back.config == model.config and about["text"] == "none"
    assert_close(back(some_tokens()), model(some_tokens()), 2e-2)
    with pytest.raises(ValueError, match=r"weights of a LanguageModel.*kind="):
        load_weights(path)


# Bad input -----------------------------------------------------------------------------------


def test_an_odd_width_of_a_head_is_named():
    with pytest.raises(ValueError, match="even width, got 3"):
        LanguageModel(V, 9, 3, 1, 5)


def test_bad_inputs_are_named():
    model = model_of()
    with pytest.raises(IndexError, match="from 0 to 10, got 3 to 11"):
        model(torch.tensor([[3, 11]]))
    with pytest.raises(
        ValueError, match="24 tokens is longer than max_len=23"
    ):
        model(some_tokens(24))
    for text in (torch.tensor([[]]), torch.tensor([1, 2])):
        with pytest.raises(ValueError, match="T at least 1, got"):
            model(text)


@pytest.mark.parametrize(
    "options, says",
    [
        ({"tokens": some_tokens(20)}, "longer than max_len=23"),
        ({"tokens": torch.empty(2, 0, dtype=torch.long)}, "T at least 1"),
        ({"tokens": torch.tensor([1, 2])}, r"Remedy: tokens\[None\]"),
        ({"tokens": torch.tensor([[1, -100]])}, "padded on the left"),
        ({"max_new_tokens": 0}, "at least 1, got 0"),
        ({"temperature": -1.0}, "temperature"),
        ({"num_beams": 0}, "num_beams must be at least 1, got 0"),
        ({"num_beams": 2, "temperature": 0.7}, "beams do not sample"),
    ],
)
def test_bad_arguments_of_generate_are_named(options, says):
    options = {"end_id": None, "max_new_tokens": 5} | options
    tokens = options.pop("tokens", some_tokens())
    with pytest.raises(ValueError, match=says):
        model_of().generate(tokens, **options)


@pytest.mark.parametrize(
    "part, width",
    [(RMSNorm(6), 6), (SwiGLU(6, 5), 6), (RotaryPositions(6), 6)],
)
def test_another_width_is_named(part, width):
    with pytest.raises(ValueError, match=f"{width} wide, an input 8"):
        part(torch.zeros(1, 1, 2, 8))
