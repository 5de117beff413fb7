"""What is special to chapter 14's code: RMSNorm, rotary positions, SwiGLU, LanguageModel."""

import cmath
import math

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
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rms_norm_equals_torch_with_its_gradients(eps, dtype):
    ours, theirs = RMSNorm(7, eps).to(dtype), nn.RMSNorm(7, eps).to(dtype)
    with torch.no_grad():
        ours.weight.copy_(draw(7, seed=3))
        theirs.weight.copy_(ours.weight)
    results = []
    for norm in (ours, theirs):
        x = draw(B, T, 7, dtype=dtype).requires_grad_()
        output = norm(x)
        output.sin().sum().backward()
        results.append((output, x.grad, norm.weight.grad))
    for mine, other in zip(*results, strict=True):
        assert_close(mine, other, 1e-6 if dtype == torch.float32 else 1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("size", [1.0, 300.0])  # 300 squared is no float16
def test_rms_norm_equals_torch_in_half_precision(dtype, size):
    ours, theirs = RMSNorm(7).to(dtype), nn.RMSNorm(7, 1e-5).to(dtype)
    with torch.no_grad():
        ours.weight.copy_(draw(7, seed=3))
        theirs.weight.copy_(ours.weight)
    x = (draw(B, T, 7) * size).to(dtype)
    torch.testing.assert_close(ours(x), theirs(x))


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


def test_scores_depend_on_the_distance_alone_and_on_its_sign():
    rotary = RotaryPositions(8, max_len=1000)
    query, key = draw(1, 1, 1, 8), draw(1, 1, 1, 8, seed=1)

    def score(at_query, at_key):
        return (rotary(query, at_query) * rotary(key, at_key)).sum().item()

    assert math.isclose(score(7, 4), score(990, 987), abs_tol=1e-4)
    assert abs(score(7, 4) - score(4, 7)) > 1e-2
    assert abs(score(7, 4) - score(7, 5)) > 1e-2


def test_rotation_is_exact_far_away():
    rotary = RotaryPositions(4, max_len=200_001)
    x = draw(1, 1, 1, 4, dtype=torch.float32)
    turned = rotary(x, start=200_000)[0, 0, 0]
    angle = 200_000 * 10_000.0 ** (-2 / 4)
    a, b = x[0, 0, 0, 2:].tolist()
    expected = a * math.cos(angle) - b * math.sin(angle)
    assert math.isclose(turned[2].item(), expected, abs_tol=1e-5)


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
    rows = [D, kv_heads * K, kv_heads * K]
    matrices = ours.w_query_key_value.weight.split(rows)
    biases = (
        ours.w_query_key_value.bias.split(rows) if bias else (0.0, 0.0, 0.0)
    )
    query, key, value = (
        each @ matrix.T + added
        for each, matrix, added in zip(
            (x, source, source), matrices, biases, strict=True
        )
    )
    heads, weights = [], []
    for h in range(H):
        g = h // (H // kv_heads)  # neighbouring heads share
        own, shared = slice(h * K, h * K + K), slice(g * K, g * K + K)
        head, weight = attention(
            query[..., own], key[..., shared], value[..., shared], mask[:, h]
        )
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
    expected = torch.zeros(B, T, 5, dtype=torch.float64)
    for b in range(B):
        for t in range(T):
            gate = [row @ x[b, t] for row in block.gate.weight]
            wide = [row @ x[b, t] for row in block.wide.weight]
            inner = torch.stack(
                [
                    g / (1 + (-g).exp()) * w
                    for g, w in zip(gate, wide, strict=True)
                ]
            )
            expected[b, t] = block.narrow.weight @ inner
    assert_close(block(x), expected)


# The whole model -----------------------------------------------------------------------------


@torch.no_grad()
def by_hand(model, tokens):
    """Logits of one sequence, from the formulas, position by position."""
    config = model.config
    table = model.embedding.table.weight
    x = [table[i] for i in tokens]
    group = config["num_heads"] // config["num_kv_heads"]

    def norm(vector, part):
        return part.weight * vector / (vector.pow(2).mean() + 1e-5).sqrt()

    def turn(vector, p):
        pairs = torch.view_as_complex(vector.reshape(-1, 2).contiguous())
        i = torch.arange(len(pairs))
        angle = p * config["rotary_base"] ** (-2.0 * i / len(vector))
        turns = torch.polar(torch.ones(len(pairs)), angle)
        return torch.view_as_real(pairs * turns).flatten()

    for layer in model.layers:
        matrices = layer.self_attention.w_query_key_value.weight
        rows = [D, (matrices.shape[0] - D) // 2, (matrices.shape[0] - D) // 2]
        w_query, w_key, w_value = matrices.split(rows)
        own = [norm(vector, layer.norm_1) for vector in x]
        queries, keys, values = (
            [(w @ vector).split(K) for vector in own]
            for w in (w_query, w_key, w_value)
        )
        for t in range(len(x)):
            heads = []
            for h in range(H):
                g = h // group
                query = turn(queries[t][h], t)
                scores = torch.stack(
                    [query @ turn(keys[s][g], s) for s in range(t + 1)]
                )
                weights = (scores / math.sqrt(K)).softmax(0)
                heads.append(
                    sum(w * values[s][g] for s, w in enumerate(weights))
                )
            x[t] = x[t] + layer.self_attention.w_output.weight @ torch.cat(
                heads
            )
            y, block = norm(x[t], layer.norm_2), layer.feed_forward
            gate = block.gate.weight @ y
            inner = gate * torch.sigmoid(gate) * (block.wide.weight @ y)
            x[t] = x[t] + block.narrow.weight @ inner
    return torch.stack([table @ norm(vector, model.norm) for vector in x])


def test_the_model_equals_its_formulas():
    model, tokens = model_of(rotary_base=70.0), some_tokens()
    logits = model(tokens)
    for b in range(B):
        assert_close(logits[b], by_hand(model, tokens[b]), 1e-5)


def test_need_weights_changes_nothing_and_gives_every_layer():
    model, tokens = model_of(), some_tokens()
    logits, weights = model(tokens, need_weights=True)
    assert_close(logits, model(tokens), 1e-5)
    assert len(weights) == 2 and weights[0].shape == (B, H, T, T)
    earlier = causal_mask(T).expand(B, H, T, T)
    assert (weights[1][~earlier] == 0).all()
    assert_close(weights[1].sum(-1), torch.ones(B, H, T), 1e-6)


def test_nothing_leaks_from_the_future():
    model, tokens = model_of(), some_tokens()
    other = tokens.clone()
    other[:, 3:] = (other[:, 3:] + 1) % V
    mine, changed = model(tokens), model(other)
    assert torch.equal(mine[:, :3], changed[:, :3])
    assert not torch.allclose(mine[:, 3:], changed[:, 3:])


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
    with pytest.raises(ValueError, match=r"Transformer.*vocab_size.*kind="):
        load_weights(path)


# Bad input -----------------------------------------------------------------------------------


def test_bad_sizes_are_named():
    with pytest.raises(ValueError, match="even width, got 3"):
        LanguageModel(V, 9, 3, 1, 5)
    with pytest.raises(
        ValueError, match="divisible by num_heads, got 9 and 2"
    ):
        LanguageModel(V, 9, 2, 1, 5)
    with pytest.raises(ValueError, match="6 and 4"):
        LanguageModel(V, 12, 6, 1, 5, num_kv_heads=4)


def test_bad_inputs_are_named():
    model = model_of()
    with pytest.raises(IndexError, match="from 0 to 10, got 3 to 11"):
        model(torch.tensor([[3, 11]]))
    with pytest.raises(
        ValueError, match="24 tokens is longer than max_len=23"
    ):
        model(some_tokens(24))
    with pytest.raises(ValueError, match="longer than max_len=23"):
        model.generate(some_tokens(20), end_id=None, max_new_tokens=5)
    for prompt in (torch.empty(2, 0, dtype=torch.long), torch.tensor([1, 2])):
        with pytest.raises(ValueError, match="T at least 1"):
            model.generate(prompt, end_id=None, max_new_tokens=5)
    with pytest.raises(ValueError, match="at least 1, got 0"):
        model.generate(some_tokens(), end_id=None, max_new_tokens=0)
    with pytest.raises(ValueError, match="temperature"):
        model.generate(
            some_tokens(), end_id=None, max_new_tokens=1, temperature=-1.0
        )


@pytest.mark.parametrize(
    "part, width",
    [(RMSNorm(6), 6), (SwiGLU(6, 5), 6), (RotaryPositions(6), 6)],
)
def test_another_width_is_named(part, width):
    with pytest.raises(ValueError, match=f"{width} wide, an input 8"):
        part(torch.zeros(1, 1, 2, 8))


# The same elsewhere --------------------------------------------------------------------------


def test_equals_the_llama_of_transformers():
    transformers = pytest.importorskip(
        "transformers", reason="transformers is not installed"
    )
    torch.manual_seed(3)
    theirs = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=V,
            hidden_size=D,
            intermediate_size=D_FF,
            num_hidden_layers=2,
            num_attention_heads=H,
            num_key_value_heads=G,
            max_position_embeddings=23,
            rms_norm_eps=1e-5,
            rope_theta=70.0,
            tie_word_embeddings=True,
        )
    ).eval()
    unsettle(theirs)
    ours = model_of(rotary_base=70.0)
    with torch.no_grad():
        for (
            matrix
        ) in theirs.parameters():  # as they begin, all logits are near 0
            if matrix.dim() == 2:
                matrix.normal_(std=0.5)
        ours.embedding.table.weight.copy_(theirs.model.embed_tokens.weight)
        ours.norm.weight.copy_(theirs.model.norm.weight)
        for mine, other in zip(ours.layers, theirs.model.layers, strict=True):
            mine.norm_1.weight.copy_(other.input_layernorm.weight)
            mine.norm_2.weight.copy_(other.post_attention_layernorm.weight)
            of = other.self_attn
            stacked = mine.self_attention.w_query_key_value.weight
            stacked.copy_(
                torch.cat(
                    [
                        neighbours(of.q_proj.weight),
                        neighbours(of.k_proj.weight),
                        of.v_proj.weight,
                    ]
                )
            )
            mine.self_attention.w_output.weight.copy_(of.o_proj.weight)
            mine.feed_forward.gate.weight.copy_(other.mlp.gate_proj.weight)
            mine.feed_forward.wide.weight.copy_(other.mlp.up_proj.weight)
            mine.feed_forward.narrow.weight.copy_(other.mlp.down_proj.weight)
        tokens = some_tokens(13)
        assert_close(ours(tokens), theirs(tokens).logits, 1e-5)


def neighbours(matrix):
    """Rows for pairs of neighbours; Hugging Face's code turns row i with row i + K / 2."""
    return matrix.unflatten(0, (-1, 2, K // 2)).transpose(1, 2).flatten(0, 2)
