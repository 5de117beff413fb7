"""What is special here: beams with a length penalty, drawing, stopping."""

import itertools
import math
from functools import cache, partial

import pytest
import samples
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    END,
    PAD,
    SIZES,
    SOURCES,
    START,
    B,
    S,
    T,
    assert_close,
    draw,
    padded,
    ragged,
    seeded,
    unsettle,
)
from torch import nn

from transformer_lib import (
    KeyValueCache,
    Transformer,
    beam_search,
    choose_token,
    sample,
    top_k,
    top_p,
    write_all,
)

model_of = partial(samples.writer, Transformer)
SPECIAL = {"start_id": START, "end_id": END, "max_new_tokens": 9}


kept_model = cache(model_of)


@cache
@torch.no_grad()
def log_p_after(seed, source, row):
    """What may follow a row, computed without a cache; remembered, for many searches ask."""
    model = kept_model(seed)
    logits = model(torch.tensor([source]), torch.tensor([row]))
    return logits[0, -1].log_softmax(-1).tolist()


def score_again(seed, source, row, alpha):
    """A sentence's score, computed without a cache."""
    total = sum(
        log_p_after(seed, tuple(source), tuple(row[:i]))[row[i]]
        for i in range(1, len(row))
    )
    return total / (len(row) - 1) ** alpha


# Cutting logits


def test_top_k_keeps_exactly_k_of_each_row():
    logits = torch.tensor([[1.0, 3.0, 2.0], [0.0, -1.0, -5.0]])
    expected = torch.tensor([[-math.inf, 3.0, 2.0], [0.0, -1.0, -math.inf]])
    assert torch.equal(top_k(logits, 2), expected)
    for k in (3, 100):
        assert torch.equal(top_k(logits, k), logits)
    assert top_k(torch.zeros(2, 5), 3).isfinite().sum(-1).tolist() == [3, 3]


@given(
    rows=st.integers(1, 4),
    size=st.integers(1, 9),
    p=st.floats(0.01, 1.0),
    spread=st.floats(0.0, 60.0),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60)
def test_top_p_keeps_the_smallest_set(rows, size, p, spread, seed):
    logits = spread * torch.randn(rows, size, generator=seeded(seed)).double()
    cut = top_p(logits, p)
    kept, shares = cut.isfinite(), logits.softmax(-1)
    assert torch.equal(cut[kept], logits[kept])
    for mask, share in zip(kept, shares, strict=True):
        assert mask.any()
        held = share[mask].sum()
        assert held >= p - 1e-9
        if mask.sum() > 1 and p < 1:  # without its smallest it is too little
            assert held - share[mask].min() < p + 1e-9


def test_what_is_cut_is_cut_in_a_copy():
    logits = 30 * torch.randn(4, 50, generator=seeded())
    before = logits.clone()
    assert torch.equal(top_p(logits, 1.0), logits)
    assert top_p(torch.zeros(4), 0.5).isfinite().sum() == 2  # exactly reached
    top_p(logits, 0.3)
    top_k(logits, 3)
    choose_token(logits, 0.5, k=4, p=0.5)
    assert torch.equal(logits, before)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        *(({"k": k}, "k must be at least 1") for k in (0, -1)),
        *(
            ({"p": p}, "p must be above 0")
            for p in (0.0, -0.1, 1.01, math.nan)
        ),
        *(({"temperature": t}, "at least 0") for t in (-0.1, math.nan)),
    ],
)
def test_bad_numbers_are_refused(bad, says):
    with pytest.raises(ValueError, match=says):
        choose_token(torch.zeros(1, 3), **bad)


# Drawing


def test_temperature_comes_before_the_cuts():
    logits = torch.tensor([8.0, 4.0, 2.0, 1.0]).log().expand(20_000, -1)
    tokens = choose_token(logits, 2.0, k=3, p=0.8, generator=seeded())
    counted = torch.bincount(tokens, minlength=4) / 20_000
    # roots 2.83, 2, 1.41 of 6.24: two hold 0.77, and uncooled 0.86
    roots = torch.tensor([8**0.5, 2.0, 2**0.5, 0.0])
    assert torch.allclose(counted, roots / roots.sum(), atol=0.015)


@pytest.mark.parametrize("temperature", [0, 1e-4, 1e-40, 5e-324])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_near_temperature_0_it_is_the_most_likely(temperature, dtype):
    logits = 9.0 * torch.stack([torch.randperm(11) for _ in range(30)])
    logits[:, 3] = -math.inf
    drawn = choose_token(logits.to(dtype), temperature, generator=seeded())
    assert torch.equal(drawn, logits.argmax(-1))


@pytest.mark.parametrize("temperature", [1e38, 1e300, math.inf])
def test_the_hottest_choice_is_even_among_what_is_not_banned(temperature):
    logits = torch.tensor([80.0, -math.inf, -80.0, 3.0]).expand(9000, -1)
    tokens = choose_token(logits, temperature, p=0.99, generator=seeded())
    counted = torch.bincount(tokens, minlength=4) / 3000
    assert counted == pytest.approx(torch.tensor([1, 0, 1, 1]), abs=0.05)


def test_sample_is_distributed_as_the_network_says():
    model, count = model_of(3), 4000
    src = torch.tensor([SOURCES[0]])
    special = {**SPECIAL, "max_new_tokens": 2}
    rows = sample(model, src.expand(count, -1), **special, generator=seeded())
    seen = {tuple(row) for row in rows.tolist()}
    assert len(seen) > 3
    for row in seen:
        share = (rows == torch.tensor(row)).all(dim=1).float().mean().item()
        words = [i for i in row if i != PAD]
        p = math.exp(score_again(3, SOURCES[0], words, 0))
        assert abs(share - p) < 4.5 * math.sqrt(p * (1 - p) / count) + 1e-3


def test_sample_uses_its_generator_and_no_other():
    model, src = model_of(), padded(SOURCES)
    state = torch.get_rng_state()
    first = sample(model, src, **SPECIAL, generator=seeded(5))
    assert torch.equal(state, torch.get_rng_state())
    again = sample(model, src, **SPECIAL, generator=seeded(5))
    assert torch.equal(first, again)
    others = [
        sample(model, src, **SPECIAL, generator=seeded(i)) for i in range(5)
    ]
    assert any(not torch.equal(first, other) for other in others)


# Beams


def slow_search(seed, source, limit, num_beams, alpha):
    """The search for one source with lists, without a cache."""

    def score(total, row):
        return total / (len(row) - 1) ** alpha

    beams, pool = [(0.0, (START,))], []
    for _ in range(limit):
        candidates = []
        for total, row in beams:
            log_p = log_p_after(seed, tuple(source), row)
            candidates += [(total + log_p[i], (*row, i)) for i in range(1, 7)]
        candidates.sort(reverse=True)
        pool += [
            (score(total, row), row)
            for total, row in candidates[:num_beams]
            if row[-1] == END
        ]
        pool = sorted(pool, reverse=True)[:num_beams]
        beams = [c for c in candidates if c[1][-1] != END][:num_beams]
        if len(pool) == num_beams and pool[-1][0] >= score(*beams[0]):
            return pool
    pool += [(score(total, row), row) for total, row in beams]
    return sorted(pool, reverse=True)[:num_beams]


@pytest.mark.parametrize("num_beams", [1, 2, 3])
@pytest.mark.parametrize("alpha", [0.0, 0.7, 2.0])
def test_it_finds_what_a_slow_search_finds(num_beams, alpha):
    for seed in range(4):
        model = model_of(seed)
        tokens, scores = beam_search(
            model,
            padded(SOURCES),
            **SPECIAL,
            num_beams=num_beams,
            alpha=alpha,
        )
        greedy = model.generate(padded(SOURCES), **SPECIAL)
        if num_beams == 1:
            assert torch.equal(greedy, tokens[:, 0])
        for source, rows, found in zip(SOURCES, tokens, scores, strict=True):
            slow = slow_search(seed, source, 9, num_beams, alpha)
            for row, value, (score, expected) in zip(
                rows.tolist(), found.tolist(), slow, strict=True
            ):
                assert tuple(i for i in row if i != PAD) == expected
                assert math.isclose(value, score, rel_tol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.3, -0.5])
def test_enough_beams_find_the_best_of_all(alpha):
    model = model_of(1)
    words = [1, 3, 4, 5, 6]
    every = [[START, END]]
    every += [[START, a, END] for a in words]
    every += [
        [START, a, b, c]
        for a, b in itertools.product(words, repeat=2)
        for c in [END, *words]
    ]
    special = {**SPECIAL, "max_new_tokens": 3, "num_beams": len(every)}
    tokens, scores = beam_search(
        model, padded(SOURCES), **special, alpha=alpha
    )
    for source, rows, found in zip(SOURCES, tokens, scores, strict=True):
        by_hand = [score_again(1, source, row, alpha) for row in every]
        expected = torch.tensor(by_hand, dtype=torch.float64)
        best, order = expected.sort(descending=True)
        assert torch.allclose(found, best)
        first = [i for i in rows[0].tolist() if i != PAD]
        assert first == every[order[0]]


def test_where_there_are_too_few_sentences_the_rest_is_padding():
    special = {**SPECIAL, "max_new_tokens": 1, "num_beams": 9}
    tokens, scores = beam_search(model_of(), padded(SOURCES), **special)
    assert scores.isfinite().sum(1).tolist() == [6] * 4  # 7 without padding
    assert (tokens[scores.isneginf()] == PAD).all()


@pytest.mark.parametrize("alpha", [{}, {"alpha": 0.0}])
def test_generate_with_beams_gives_the_best_of_the_search(alpha):
    lengths = set()
    for seed, end_id in [(0, END), (1, END), (2, None), (3, END)]:
        options = {**SPECIAL, "end_id": end_id, "num_beams": 3, **alpha}
        model, src = model_of(seed), padded(SOURCES)
        found = model.generate(src, **options)
        best, _ = beam_search(model, src, **options)
        assert torch.equal(found, best[:, 0, : found.shape[1]])
        assert (best[:, 0, found.shape[1] :] == PAD).all()
        assert (found[:, -1] != PAD).any()  # no column of padding alone
        lengths.add(found.shape[1])
    assert len(lengths) > 1


def test_in_half_precision_scores_are_summed_in_float32():
    model, src = model_of().bfloat16(), padded(SOURCES[:1])
    tokens, scores = beam_search(model, src, **SPECIAL, alpha=0.0)
    assert scores.dtype == torch.float32
    row = tokens[0, 0][tokens[0, 0] != PAD]
    cache, memory, total = KeyValueCache(), model.encode(src), 0.0
    for t in range(1, len(row)):
        logits = model.decode(row[None, :t], memory, cache=cache)[0, -1]
        total += logits.float().log_softmax(-1)[row[t]].item()
    assert scores[0, 0].item() == pytest.approx(total, abs=1e-5)


# The loop that writes

DECODERS = {
    "greedy": Transformer.generate,
    "beams": partial(Transformer.generate, num_beams=2),
    "beam_search": lambda *given, **options: beam_search(*given, **options)[0],
    "sample": partial(sample, generator=seeded()),
}
each_decoder = pytest.mark.parametrize(
    "write", DECODERS.values(), ids=DECODERS
)


@each_decoder
def test_results_are_ordinary_tensors(write):
    model = model_of()
    tokens = write(model, padded(SOURCES), **SPECIAL)
    assert not tokens.is_inference() and not tokens.requires_grad
    _, scores = beam_search(model, padded(SOURCES), **SPECIAL)
    assert not scores.is_inference() and not scores.requires_grad


@each_decoder
def test_adjust_changes_what_may_be_chosen(write):
    model, src = model_of(), padded(SOURCES)
    widths = []

    def no_pair_twice(logits, tokens):
        widths.append(tokens.shape[1])
        for row, ids in zip(logits, tokens.tolist(), strict=True):
            row[
                [b for a, b in itertools.pairwise(ids) if a == ids[-1]]
            ] = -math.inf
        return logits

    options = {**SPECIAL, "end_id": None, "max_new_tokens": 16}
    for adjust, repeats in [(None, True), (no_pair_twice, False)]:
        rows = write(model, src, **options, adjust=adjust).flatten(0, -2)
        pairs = [list(itertools.pairwise(row)) for row in rows.tolist()]
        assert any(len(set(each)) < 16 for each in pairs) == repeats
    assert widths == list(range(1, 17))


@each_decoder
def test_an_adjust_that_bans_all_is_named(write):
    def ban(logits, _):
        return logits - math.inf

    with pytest.raises(ValueError, match="adjust leaves no token"):
        write(model_of(), padded(SOURCES), **SPECIAL, adjust=ban)


@pytest.mark.parametrize("end_id", [END, None])
@pytest.mark.parametrize(
    "write",
    [
        *DECODERS.values(),
        partial(sample, temperature=3.0, k=3, p=0.9),
    ],
    ids=[*DECODERS, "cut"],
)
def test_padding_is_never_written_even_where_its_logit_is_the_largest(
    write, end_id
):
    for pad_id in (PAD, 5):
        model, src = model_of(1, pad_id=pad_id), padded(SOURCES)
        src = torch.where(src == 5, 4, src).masked_fill(src == PAD, pad_id)
        with torch.no_grad():
            model.projection.bias[pad_id] = 500.0
        tokens = write(model, src, **{**SPECIAL, "end_id": end_id})
        tokens = tokens.flatten(0, -2)
        ends = (tokens == end_id).long() if end_id else 0 * tokens
        ended = ends.cumsum(1) - ends > 0
        assert torch.equal(tokens == pad_id, ended)


@each_decoder
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_in_the_middle_of_writing_leaves_each_mode_as_it_was(
    write, error
):
    model, steps = model_of(dropout=0.5).train(), []
    model.encoder.eval()  # a part that is not trained further
    before = [part.training for part in model.modules()]
    assert True in before and False in before

    def interrupt(*_):
        steps.append(model.training)
        if len(steps) == 3:
            raise error

    hook = model.decoder.register_forward_hook(interrupt)
    with pytest.raises(error):
        write(model, padded(SOURCES), **{**SPECIAL, "end_id": None})
    assert steps == [False] * 3
    assert [part.training for part in model.modules()] == before
    hook.remove()
    write(model, padded(SOURCES), **SPECIAL)
    assert [part.training for part in model.modules()] == before


# The key-value cache


def network(norm_first):
    options = {"dropout": 0.0, "norm_first": norm_first}
    return unsettle(Transformer(13, 11, **SIZES, **options)).double()


both_orders = pytest.mark.parametrize("norm_first", [False, True])


@both_orders
@pytest.mark.parametrize("with_src", [True, False])
@pytest.mark.parametrize("chunks", [(1,) * T, (2, 1, T - 3), (T,)])
@torch.no_grad()
def test_the_cache_gives_what_computing_again_gives(
    chunks, with_src, norm_first
):
    model, (src, tgt), end = network(norm_first), ragged(), 0
    memory, cache = model.encode(src), KeyValueCache()
    src = src if with_src else None
    tgt[0, 3:] = torch.tensor([4, 7])  # padding: the next test
    expected = model.decode(tgt, memory, src)
    for size in chunks:
        start, end = end, end + size
        assert cache.length == start
        logits = model.decode(tgt[:, :end], memory, src, cache=cache)
        assert_close(logits, expected[:, start:end])
    assert cache.length == T


@both_orders
@torch.no_grad()
def test_with_a_cache_padding_after_the_end_disturbs_nothing_before(
    norm_first,
):
    model, (src, tgt) = network(norm_first), ragged()
    memory, cache = model.encode(src), KeyValueCache()
    expected = model.decode(tgt, memory, src)
    for end in range(1, T + 1):
        logits = model.decode(tgt[:, :end], memory, src, cache=cache)[:, 0]
        words = tgt[:, end - 1] != PAD
        assert_close(logits[words], expected[words, end - 1])
        assert logits.isfinite().all()


@both_orders
@pytest.mark.parametrize("with_src", [True, False])
@torch.no_grad()
def test_with_rows_exchanged_at_every_step_the_cache_is_still_right(
    with_src, norm_first
):
    """Beams of one source take each other's places; the sources stay."""
    model, (src, _) = network(norm_first), ragged()
    beams, steps = 3, 2 * S
    memory = model.encode(src).repeat_interleave(beams, dim=0)
    src = src.repeat_interleave(beams, dim=0) if with_src else None
    tokens = torch.full((B * beams, 1), START)
    cache, moved = KeyValueCache(), 0
    for step in range(steps):
        logits = model.decode(tokens, memory, src, cache=cache)
        again = model.decode(tokens, memory, src)
        assert_close(logits, again[:, -1:])
        assert cache.length == tokens.shape[1]
        rows = torch.randint(beams, (B, beams), generator=seeded(step))
        rows = (rows + beams * torch.arange(B)[:, None]).flatten()
        moved += int((rows != torch.arange(B * beams)).sum())
        cache.reorder(rows)
        new = torch.randint(1, 11, (B * beams, 1), generator=seeded(step))
        tokens = torch.cat([tokens[rows], new], dim=1)
    assert moved > steps


def test_the_cache_keeps_what_each_module_has_given():
    cache, itself, cross = KeyValueCache(), nn.Module(), nn.Module()
    keys, values = draw(3, 5, 9, 4), draw(3, 5, 9, 4, seed=1)
    memory_keys, memory_values = draw(3, 5, 2, 4, seed=2), draw(3, 5, 2, 4)
    assert cache.length == cache.nbytes == 0
    for start, end in [(0, 2), (2, 3), (3, 8), (8, 9)]:
        new = slice(start, end)
        key, value = cache.extend(itself, keys[:, :, new], values[:, :, new])
        assert torch.equal(key, keys[:, :, :end])
        assert torch.equal(value, values[:, :, :end])
        given = (None, None) if start else (memory_keys, memory_values)
        key, value = cache.extend(cross, *given)
        assert torch.equal(key, memory_keys)
        assert torch.equal(value, memory_values)
        assert cache.length == end  # of the target, not of the memory
        assert cache.nbytes == 8 * 2 * 3 * 5 * 4 * (end + 2)
    cache.reorder(torch.tensor([2, 0, 0]))
    key, value = cache.extend(itself, keys[:, :, :1], values[:, :, :1])
    assert torch.equal(key[:, :, :9], keys[[2, 0, 0]])
    assert torch.equal(value[:, :, :9], values[[2, 0, 0]])
    assert torch.equal(key[:, :, 9:], keys[:, :, :1])
    # What belongs to the source stays in place.
    assert torch.equal(cache.extend(cross, None, None)[0], memory_keys)
    # What was given is as it was.
    assert torch.equal(keys, draw(3, 5, 9, 4))


# Errors


@each_decoder
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"max_new_tokens": 0}, "max_new_tokens must be at least 1"),
        ({"end_id": PAD}, "end_id and pad_id are both 0"),
        ({"start_id": PAD}, "start_id and pad_id are both 0"),
        ({"start_id": PAD, "end_id": None}, "start_id and pad_id are both 0"),
    ],
)
def test_bad_limits_and_ids_are_refused(write, wrong, message):
    model, passes = model_of(), []
    model.decoder.register_forward_hook(lambda *_: passes.append(1))
    with pytest.raises(ValueError, match=message):
        write(model, padded(SOURCES), **{**SPECIAL, **wrong})
    with pytest.raises(ValueError, match=message):
        write_all(
            model, SOURCES, partial(write, model), **{**SPECIAL, **wrong}
        )
    assert not passes  # nothing has been computed


def test_beams_are_at_least_one():
    with pytest.raises(ValueError, match="num_beams must be at least 1"):
        beam_search(model_of(), padded(SOURCES), **SPECIAL, num_beams=0)
