"""What is special to chapter 9's code: beams with a length penalty, drawing, stopping."""

import itertools
import math
from functools import cache, partial

import pytest
import samples
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import END, PAD, SOURCES, START, padded, seeded

from transformer_lib import (
    Transformer,
    beam_search,
    choose_token,
    sample,
    top_k,
    top_p,
)

model_of = partial(samples.writer, Transformer)
SPECIAL = {"start_id": START, "end_id": END, "max_new_tokens": 9}


@torch.no_grad()
def score_again(model, source, row, alpha):
    """A sentence's score, computed without a cache."""
    row = row[row != PAD]
    log_p = model(torch.tensor([source]), row[None, :-1])[0].log_softmax(-1)
    total = log_p.gather(1, row[1:, None]).sum().item()
    return total / (len(row) - 1) ** alpha


# Cutting logits


def test_top_k_keeps_the_k_largest_of_each_row():
    logits = torch.tensor([[1.0, 3.0, 2.0], [0.0, -1.0, -5.0]])
    inf = math.inf
    expected = torch.tensor([[-inf, 3.0, 2.0], [0.0, -1.0, -inf]])
    assert torch.equal(top_k(logits, 2), expected)
    assert torch.equal(top_k(logits, 3), logits)
    assert torch.equal(top_k(logits, 100), logits)


def test_top_k_keeps_exactly_k_of_equal_logits():
    assert top_k(torch.zeros(2, 5), 3).isfinite().sum(-1).tolist() == [3, 3]


@pytest.mark.parametrize(
    ("p", "kept"), [(0.5, 1), (0.54, 2), (0.7, 2), (0.81, 3), (0.94, 4)]
)
def test_top_p_keeps_the_token_that_crosses_p(p, kept):
    logits = (torch.tensor([2.0, 8.0, 1.0, 4.0]) / 15).log()
    order = [1, 3, 0, 2]
    result = top_p(logits, p)
    assert result.isfinite().nonzero()[:, 0].tolist() == sorted(order[:kept])
    assert torch.equal(result[order[:kept]], logits[order[:kept]])


def test_top_p_stops_where_p_is_exactly_reached():
    kept = top_p(torch.zeros(4), 0.5).isfinite()  # quarters are exact
    assert kept.sum() == 2


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
    kept = top_p(logits, p).isfinite()
    shares = logits.softmax(-1)
    for mask, share in zip(kept, shares, strict=True):
        assert mask.any()
        held = share[mask].sum()
        assert held >= p - 1e-9
        if mask.sum() > 1 and p < 1:  # without its smallest it is too little
            assert held - share[mask].min() < p + 1e-9


def test_top_p_of_one_keeps_all_and_nothing_is_changed_in_place():
    logits = 30 * torch.randn(4, 50, generator=seeded())
    before = logits.clone()
    assert torch.equal(top_p(logits, 1.0), logits)
    top_p(logits, 0.3)
    top_k(logits, 3)
    choose_token(logits, 0.5, k=4, p=0.5)
    assert torch.equal(logits, before)


@pytest.mark.parametrize("k", [0, -1])
def test_top_k_refuses(k):
    with pytest.raises(ValueError, match="k must be at least 1"):
        top_k(torch.zeros(3), k)


@pytest.mark.parametrize("p", [0.0, -0.1, 1.01, math.nan])
def test_top_p_refuses(p):
    with pytest.raises(ValueError, match="p must be above 0"):
        top_p(torch.zeros(3), p)


# Drawing


def test_temperature_comes_before_the_cuts():
    logits = torch.tensor([8.0, 4.0, 2.0, 1.0]).log().expand(20_000, -1)
    tokens = choose_token(logits, 2.0, k=3, p=0.8, generator=seeded())
    counted = torch.bincount(tokens, minlength=4) / 20_000
    # roots 2.83, 2, 1.41 of 6.24: two hold 0.77, and uncooled 0.86
    roots = torch.tensor([8**0.5, 2.0, 2**0.5, 0.0])
    assert torch.allclose(counted, roots / roots.sum(), atol=0.015)


def test_temperature_0_is_the_most_likely_and_near_0_too():
    logits = torch.randn(30, 11, generator=seeded())
    assert torch.equal(choose_token(logits, 0), logits.argmax(-1))
    cold = choose_token(logits, 1e-4, generator=seeded())
    assert torch.equal(cold, logits.argmax(-1))


@pytest.mark.parametrize("temperature", [-0.1, math.nan])
def test_bad_temperatures_are_refused(temperature):
    with pytest.raises(ValueError, match="temperature must be at least 0"):
        choose_token(torch.zeros(1, 3), temperature)


def test_sample_is_distributed_as_the_network_says():
    model, count = model_of(3), 4000
    src = torch.tensor([SOURCES[0]])
    special = {**SPECIAL, "max_new_tokens": 2}
    rows = sample(model, src.expand(count, -1), **special, generator=seeded())
    seen = {tuple(row) for row in rows.tolist()}
    assert len(seen) > 3
    for row in seen:
        share = (rows == torch.tensor(row)).all(dim=1).float().mean().item()
        p = math.exp(score_again(model, SOURCES[0], torch.tensor(row), 0))
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


def test_padding_is_not_drawn_before_the_end():
    model = model_of()
    with torch.no_grad():
        model.projection.bias[[PAD, END]] = 5.0
    src = padded(SOURCES).repeat(20, 1)
    for temperature in [0, 1.0, 3.0]:
        rows = sample(model, src, **SPECIAL, temperature=temperature)
        ended = (rows == END).cumsum(1) > 0
        assert (rows[~ended] != PAD).all()
        after = ended & (rows != END)
        assert (rows[after] == PAD).all() and (rows == END).sum(1).max() == 1
    tokens, _ = beam_search(model, src[:4], **SPECIAL)
    ended = (tokens == END).cumsum(2) > 0
    assert (tokens[~ended] != PAD).all()


# Beams


@pytest.mark.parametrize("end_id", [END, None])
def test_without_a_penalty_it_is_as_likely_as_what_generate_finds(end_id):
    special = {**SPECIAL, "end_id": end_id}
    for seed in range(5):
        model, src = model_of(seed), padded(SOURCES)
        tokens, scores = beam_search(model, src, **special, alpha=0.0)
        found = model.generate(src, **special, num_beams=4)
        for source, row, score in zip(
            SOURCES, found, scores[:, 0], strict=True
        ):
            assert score >= score_again(model, source, row, 0) - 1e-9
        if end_id is None:
            assert torch.equal(tokens[:, 0], found)


kept_model = cache(model_of)


@cache
@torch.no_grad()
def log_p_after(seed, source, row):
    """What may follow a row, computed without a cache; remembered, for many searches ask."""
    model = kept_model(seed)
    logits = model(torch.tensor([source]), torch.tensor([row]))
    return logits[0, -1].log_softmax(-1).tolist()


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
        by_hand = [
            sum(
                log_p_after(1, tuple(source), tuple(row[:i]))[row[i]]
                for i in range(1, len(row))
            )
            / (len(row) - 1) ** alpha
            for row in every
        ]
        expected = torch.tensor(by_hand, dtype=torch.float64)
        best, order = expected.sort(descending=True)
        assert torch.allclose(found, best)
        first = [i for i in rows[0].tolist() if i != PAD]
        assert first == every[order[0]]


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_scores_are_true_sorted_and_their_sentences_different(alpha):
    for seed in range(4):
        model = model_of(seed)
        tokens, scores = beam_search(
            model, padded(SOURCES), **SPECIAL, alpha=alpha, num_beams=3
        )
        assert (scores[:, :-1] >= scores[:, 1:]).all()
        for source, rows, found in zip(SOURCES, tokens, scores, strict=True):
            assert len({tuple(row) for row in rows.tolist()}) == 3
            for row, score in zip(rows, found, strict=True):
                honest = score_again(model, source, row, alpha)
                assert math.isclose(score, honest, rel_tol=1e-9)


def test_where_there_are_too_few_sentences_the_rest_is_padding():
    special = {**SPECIAL, "max_new_tokens": 1, "num_beams": 9}
    tokens, scores = beam_search(model_of(), padded(SOURCES), **special)
    assert scores.isfinite().sum(1).tolist() == [6] * 4  # 7 without padding
    assert (tokens[scores.isneginf()] == PAD).all()


# Stopping and batches


# Errors


@pytest.mark.parametrize("function", [sample, beam_search])
def test_bad_limits_and_ids_are_refused(function):
    model, src = model_of(), padded(SOURCES)
    with pytest.raises(ValueError, match="max_new_tokens must be at least 1"):
        function(model, src, start_id=1, end_id=2, max_new_tokens=0)
    with pytest.raises(ValueError, match="end_id and pad_id are both 0"):
        function(model, src, start_id=1, end_id=0, max_new_tokens=3)


# Equal to PyTorch
