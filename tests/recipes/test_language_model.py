"""The recipe language_model: parts, score, baselines, and the variants of its ablation."""

import csv
import math

import numpy as np
import pytest
import torch

from recipes.language_model.ablation import (
    OTHER_RATE,
    VARIANTS,
    Variant,
    count,
    next_rate,
    variant_of,
)
from recipes.language_model.ablation import main as ablation
from recipes.language_model.baselines import n_gram_bits
from recipes.language_model.data import END, HERE, Data, nats_of
from transformer_lib import (
    EncoderLayer,
    LanguageModel,
    causal_mask,
    load_weights,
)

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def data():
    return Data(window=8)


def small_model(max_len=8):
    torch.manual_seed(0)
    return LanguageModel(11, 12, 3, 2, 17, max_len=max_len)


def test_tokens_give_back_every_byte(data):
    texts = data.texts("valid")
    ids = data.ids("valid").tolist()
    assert ids[0] == END and ids.count(END) == len(texts) + 1
    assert data.decode(ids[1:]) == "".join(text + "\n" for text in texts)
    strange = "Straße – ☃\x00"
    assert data.decode(data.encode(strange)) == strange


def test_no_document_is_in_two_parts(data):
    parts = [set(data.texts(part)) for part in ("train", "valid", "test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 247
    assert len(parts[1]) == len(parts[2]) == 12


def test_batches_are_windows_of_the_text_each_once(data):
    ids, generator = data.ids("test"), torch.Generator().manual_seed(3)
    windows = data.batches("test", 40)

    def epoch(generator):
        return [windows.read(each, 0) for each in windows.epoch(generator)]

    batches = epoch(generator)
    assert all(src is None and tgt.shape[1] == 9 for src, tgt in batches)
    assert max(len(tgt) for _, tgt in batches) == 5
    rows = torch.cat([tgt for _, tgt in batches])
    asked = rows[:, 1:].flatten().sort().values
    for first in range(8):  # somewhere the cuts begin
        end = first + 8 * len(rows)
        whole = ids[first + 1 : end + 1]
        if torch.equal(whole.sort().values, asked):
            break
    else:
        raise AssertionError("the windows are not the text")
    other = epoch(torch.Generator().manual_seed(4))
    assert not torch.equal(rows, torch.cat([tgt for _, tgt in other]))


@pytest.mark.parametrize("length", [2, 8, 9, 10, 13, 14, 40, 41])
@torch.no_grad()
def test_nats_count_each_token_once_with_half_a_window_before_it(length):
    model = small_model()
    generator = torch.Generator().manual_seed(length)
    ids = torch.randint(11, (length,), generator=generator)
    total = 0.0
    for i in range(1, length):
        # Token i is asked for in the first window that reaches it.
        start = 0 if i <= 8 else 4 * math.ceil((i - 8) / 4)
        logits = model(ids[None, start:i])[0, -1]
        total -= logits.log_softmax(-1)[ids[i]].item()
    for batch_size in (1, 3):
        assert math.isclose(
            nats_of(model, ids, batch_size), total, rel_tol=1e-5
        )


def by_hand(train, test, n, size):
    """Interpolated modified Kneser-Ney, from its formulas, token by token."""

    def level(k, context, token, raw):
        if k == 0:
            return 1 / size
        if raw:
            grams = [
                tuple(train[i : i + k]) for i in range(len(train) - k + 1)
            ]
        else:
            longer = {
                tuple(train[i : i + k + 1]) for i in range(len(train) - k)
            }
            grams = [gram[1:] for gram in longer]
        counts = {gram: grams.count(gram) for gram in set(grams)}
        many = [max(1, list(counts.values()).count(c)) for c in (1, 2, 3)]
        many.append(max(1, sum(c > 3 for c in counts.values())))
        ratio = many[0] / (many[0] + 2 * many[1])
        discounts = [
            max(0.1, c - (c + 1) * ratio * many[c] / many[c - 1])
            for c in (1, 2, 3)
        ]
        context = tuple(context[len(context) - k + 1 :]) if k > 1 else ()
        lower = level(k - 1, context, token, False)
        of_context = {g: c for g, c in counts.items() if g[:-1] == context}
        if not of_context:
            return lower
        mass = sum(discounts[min(c, 3) - 1] for c in of_context.values())
        own = of_context.get((*context, token), 0)
        kept = own - discounts[min(own, 3) - 1] if own else 0.0
        return (kept + mass * lower) / sum(of_context.values())

    bits = 0.0
    for i in range(1, len(test)):
        context = [test[0]] * max(n - 2, 0) + list(test[:i])
        bits -= math.log2(level(n, context, test[i], True))
    return bits


def test_n_grams_equal_their_formulas():
    rng = np.random.default_rng(1)
    train = rng.integers(0, 4, 90)
    train[40:60] = np.tile([1, 2, 0, 3], 5)  # some that are frequent
    test = rng.integers(0, 5, 14)  # and a token that is never seen
    found = n_gram_bits(train, test, 5, 4)
    for n in range(1, 5):
        expected = by_hand(train.tolist(), test.tolist(), n, 5)
        assert math.isclose(found[n - 1], expected, rel_tol=1e-9)


@torch.no_grad()
def test_all_of_them_without_the_factor_is_the_language_model():
    torch.manual_seed(0)
    sizes = {"d_model": 16, "num_heads": 4, "num_layers": 2, "d_ff": 17}
    variant = Variant(VARIANTS["all, no factor"], 11, **sizes, max_len=9)
    model = LanguageModel(11, **sizes, num_kv_heads=2, max_len=9)
    for mine, other in zip(
        model.parameters(), parameters_in_order(variant), strict=True
    ):
        other.copy_(mine)
    tokens = torch.randint(11, (2, 9))
    assert torch.allclose(variant(tokens), model(tokens), atol=1e-5)


def parameters_in_order(variant):
    yield variant.embedding.table.weight
    for layer in variant.layers:
        yield layer.norm_1.weight
        yield from layer.attention.parameters()
        yield layer.norm_2.weight
        yield from layer.feed_forward.parameters()
    yield variant.norm.weight


@torch.no_grad()
def test_the_first_variant_is_an_encoder_with_a_causal_mask():
    torch.manual_seed(0)
    sizes = {"d_model": 12, "num_heads": 3, "num_layers": 2, "d_ff": 17}
    variant = Variant((), 11, **sizes, max_len=9).eval()
    tokens = torch.randint(11, (2, 9))
    x = variant.positions(variant.embedding(tokens))
    for mine in variant.layers:
        layer = EncoderLayer(12, 3, 17, dropout=0.0)
        theirs = [
            *layer.self_attention.parameters(),
            *layer.feed_forward.parameters(),
            *layer.add_norm_1.norm.parameters(),
            *layer.add_norm_2.norm.parameters(),
        ]
        for own, other in zip(mine.parameters(), theirs, strict=True):
            other.copy_(own)
        x = layer(x, causal_mask(9))
    assert torch.allclose(variant(tokens), variant.projection(x), atol=1e-5)


def test_all_variants_have_nearly_as_many_parameters():
    sizes = [count(variant_of(changes, 500)) for changes in VARIANTS.values()]
    assert max(sizes) < 1.01 * min(sizes)


def test_the_rate_is_searched_until_the_best_has_worse_ones_beside_it():
    def loss_at(rate):
        return abs(math.log2(rate / best))

    for best in (0.001, 0.004, 0.032):
        losses = {}
        while rate := next_rate(losses):
            losses[rate] = loss_at(rate)
        assert set(losses) >= {best / 2, best, 2 * best}
        assert len(losses) <= 3 + abs(math.log2(best / 0.004))


def test_the_table_of_the_ablation_holds_a_search_three_seeds_and_longer_runs():
    with (HERE / "ablation.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["variant"] for row in rows} == set(VARIANTS)
    for name in VARIANTS:
        losses, others = {}, []
        for row in (row for row in rows if row["variant"] == name):
            if row["steps"] == "300" and row["seed"] == "0":
                losses[float(row["rate"])] = float(row["valid_loss"])
            else:
                run = float(row["rate"]), row["seed"], row["steps"]
                others.append(run)
        assert next_rate(losses) is None
        best = min(losses, key=losses.get)
        runs = [(best, "1", "300"), (best, "2", "300")]
        runs += [(best, seed, "2400") for seed in "01"]
        if name in OTHER_RATE:
            runs.append((OTHER_RATE[name] * best, "0", "2400"))
        assert others == runs


def test_a_foreign_table_is_not_overwritten(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("name,mark\nAda,1\n")
    with pytest.raises(SystemExit, match="Remedy: another --out"):
        ablation([f"--out={path}", "--seeds=0"])
    assert path.read_text() == "name,mark\nAda,1\n"


def test_the_weights_know_english(data):
    model, about = load_weights(HERE / "weights.safetensors", LanguageModel)
    assert about["recipe"] == "language_model"
    ids = data.ids("valid")[:3000]
    size = len(data.decode(ids[1:].tolist()).encode())
    assert nats_of(model, ids) / math.log(2) / size < 1.8
