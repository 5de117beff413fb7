"""What is special here: batches, loss, learning rate, steps, and exact matches."""

import copy
import math
from itertools import islice

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import END, PAD, START, seeded
from torch import nn

from transformer_lib import (
    Transformer,
    Vocabulary,
    batches,
    cosine_rate,
    endless,
    exact_match,
    pad_rows,
    paper_rate,
    token_loss,
    train,
    train_step,
    write_all,
)

SIZES = {"d_model": 12, "num_heads": 3, "num_layers": 1, "d_ff": 20}


def model_of(**options):
    return Transformer(9, 11, **SIZES, **{"dropout": 0.0} | options)


def pairs_of(lengths):
    """Pairs with sources and targets of these lengths; all are different."""
    pairs = []
    for i, (source, target) in enumerate(lengths):
        row = [3 + (i * k + i) % 8 for k in range(target - 2)]
        pairs.append(([1 + (i + k) % 8 for k in range(source)], row))
    return [(source, [START, *row, END]) for source, row in pairs]


# Vocabulary


def test_vocabulary_is_sorted_and_begins_with_the_special_tokens():
    vocabulary = Vocabulary(["ba", "cab"])
    assert vocabulary.tokens == ["<pad>", "<start>", "<end>", "a", "b", "c"]
    assert (vocabulary.pad_id, vocabulary.start_id, vocabulary.end_id) == (
        0,
        1,
        2,
    )
    assert len(vocabulary) == 6
    assert vocabulary.encode("cab") == [5, 3, 4]
    assert vocabulary.decode([1, 5, 3, 4, 2, 0, 0]) == ["c", "a", "b"]


def test_a_text_cannot_say_start_end_or_padding():
    vocabulary = Vocabulary([["thirty", "eight"], ["eight"]])
    assert vocabulary.encode(["eight", "thirty"]) == [3, 4]
    for control in vocabulary.tokens[:3]:
        with pytest.raises(ValueError, match=f"token 1 .* '{control}'.* 2 to"):
            vocabulary.encode(["eight", control])
    told = Vocabulary([["<end>", "a"]])  # here it is a word like any other
    assert told.encode(["<end>"]) == [3] and told.decode([3]) == ["<end>"]


def test_a_text_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match="token 1 of the text is 'x'"):
        Vocabulary(["ab"]).encode("ax")
    for empty in ("", []):
        with pytest.raises(ValueError, match="empty"):
            Vocabulary(["ab"]).encode(empty)


@pytest.mark.parametrize("outside", [5, -1])
def test_an_id_outside_the_vocabulary_is_refused(outside):
    assert Vocabulary(["ab"]).decode([]) == []
    with pytest.raises(IndexError):
        Vocabulary(["ab"]).decode([3, outside, 4])


# Batches


def test_pad_rows():
    padded = pad_rows([[5], [6, 7, 8], [9, 9]], pad_id=4)
    assert padded.tolist() == [[5, 4, 4], [6, 7, 8], [9, 9, 4]]
    assert padded.dtype == torch.long
    with pytest.raises(ValueError, match="no row"):
        pad_rows([], 0)


some_lengths = st.lists(
    st.tuples(st.integers(1, 9), st.integers(2, 13)), min_size=1, max_size=40
)


@given(some_lengths, st.integers(13, 60), st.integers(0, 3))
@settings(max_examples=60)
def test_each_pair_is_in_one_batch_that_is_small_enough(
    lengths, max_tokens, number
):
    pairs = pairs_of(lengths)
    made = batches(pairs, max_tokens, PAD, seeded(number))
    back = []
    for src, tgt in made:
        assert len(src) == len(tgt)
        assert max(src.numel(), tgt.numel()) <= max_tokens
        assert (src != PAD).any(dim=0).all() and (tgt != PAD).any(dim=0).all()
        for s, t in zip(src, tgt, strict=True):
            back.append((s[s != PAD].tolist(), t[t != PAD].tolist()))
    assert sorted(back) == sorted(pairs)


def seed_all(number):
    torch.manual_seed(number)  # and no generator


@pytest.mark.parametrize("by", [seeded, seed_all])
def test_batches_come_in_random_order_that_a_seed_repeats(by):
    pairs = pairs_of([(3, 2 + n % 20) for n in range(200)])
    made = [batches(pairs, 100, PAD, by(number)) for number in (1, 1, 2)]
    first, again, other = made
    lengths = [tgt.shape[1] for _, tgt in first]
    assert lengths != sorted(lengths)
    for (a, b), (c, d) in zip(first, again, strict=True):
        assert torch.equal(a, c) and torch.equal(b, d)
    assert lengths != [tgt.shape[1] for _, tgt in other]


def test_pairs_of_one_length_are_mixed_anew_in_each_round():
    pairs = pairs_of([(4, 6)] * 30)
    stream = endless(pairs, 30, PAD, seeded())
    rounds = [[src.tolist() for src, _ in islice(stream, 6)] for _ in range(2)]
    together = [sorted(s for src in one for s in src) for one in rounds]
    assert together[0] == together[1]
    assert sorted(rounds[0]) != sorted(rounds[1])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (([], [1, 2]), "pair 1: the source is empty"),
        (([3], [1]), "pair 1: the target needs a start and an end"),
        (([3], [1, 5, 5, 2]), "pair 1: a sentence of 4 tokens"),
        (([3, 3, 3, 3], [1, 2]), "pair 1: a sentence of 4 tokens"),
    ],
)
def test_a_bad_pair_is_named(bad, message):
    with pytest.raises(ValueError, match=message):
        batches([([3], [1, 2]), bad], 3, PAD)
    with pytest.raises(ValueError, match="no pair"):
        batches([], 10, PAD)


# Loss


def test_loss_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"\(2, 5, 11\).*\(2, 6\).*shift"):
        token_loss(torch.randn(2, 5, 11), torch.ones(2, 6).long(), 0)
    for smoothing in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="smoothing must be 0 to 1"):
            token_loss(
                torch.randn(2, 5, 11), torch.ones(2, 5).long(), 0, smoothing
            )
    with pytest.raises(IndexError):
        token_loss(torch.randn(1, 1, 11), torch.tensor([[11]]), 0)


# Learning rate


@pytest.mark.parametrize(("d_model", "warmup"), [(512, 4000), (64, 7)])
def test_paper_rate(d_model, warmup):
    rates = [
        paper_rate(step, d_model, warmup) for step in range(1, 5 * warmup)
    ]
    peak = (d_model * warmup) ** -0.5
    assert math.isclose(max(rates), peak) and rates.index(max(rates)) == (
        warmup - 1
    )
    assert math.isclose(rates[0], peak / warmup)
    assert math.isclose(paper_rate(4 * warmup, d_model, warmup), peak / 2)


def test_rates_stay_at_zero_and_refuse_what_makes_no_sense():
    for arguments in [(0, 64, 10), (1, 0, 10), (1, 64, 0)]:
        with pytest.raises(ValueError, match="begin at 1"):
            paper_rate(*arguments)
    assert cosine_rate(60, 50, 7, 0.3) == 0  # it stays there
    for step, steps, warmup in [(0, 10, 2), (1, 10, 0), (1, 10, 10)]:
        with pytest.raises(ValueError, match=f"steps {steps}"):
            cosine_rate(step, steps, warmup, 0.1)


# Steps


def some_batch():
    src, tgt = torch.randint(1, 9, (3, 7)), torch.randint(3, 11, (3, 5))
    tgt[:, 0], tgt[:, -1] = START, END
    tgt[1, 3], tgt[1, 4], src[2, 4:] = END, PAD, PAD
    return src, tgt


@pytest.mark.parametrize("max_norm", [0.3, 100.0])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_train_equals_a_plain_loop(smoothing, max_norm):
    ours = model_of().double()
    theirs = copy.deepcopy(ours)
    stream = [some_batch() for _ in range(6)]
    rates = [0.01 * step for step in range(1, 7)]

    criterion = nn.CrossEntropyLoss(
        ignore_index=PAD, label_smoothing=smoothing
    )
    optimizer = torch.optim.Adam(
        theirs.parameters(), betas=(0.9, 0.98), eps=1e-9
    )
    expected = []
    for (src, tgt), rate in zip(stream, rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        logits = theirs(src, tgt[:, :-1]).transpose(1, 2)
        loss = criterion(logits, tgt[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(theirs.parameters(), max_norm)
        optimizer.step()
        expected.append(loss.item())

    optimizer = torch.optim.Adam(
        ours.parameters(), lr=9.0, betas=(0.9, 0.98), eps=1e-9
    )
    losses = list(
        train(
            ours,
            optimizer,
            stream,
            rate=lambda step: rates[step - 1],
            smoothing=smoothing,
            max_norm=max_norm,
        )
    )
    assert losses == pytest.approx(expected, rel=1e-10)
    for mine, other in zip(
        ours.parameters(), theirs.parameters(), strict=True
    ):
        assert torch.allclose(mine, other, atol=1e-7)


def test_train_takes_a_step_only_when_it_is_asked():
    model = model_of()
    before = model.projection.weight.clone()
    optimizer = torch.optim.Adam(model.parameters())
    stream = [some_batch()] * 3
    run = train(model, optimizer, stream, rate=lambda step: 0.01)
    assert torch.equal(model.projection.weight, before)
    next(run)
    assert not torch.equal(model.projection.weight, before)
    assert len(list(run)) == 2


def test_a_step_trains_in_training_mode():
    model = model_of(dropout=0.5).eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    src, tgt = some_batch()
    losses = {train_step(model, optimizer, src, tgt) for _ in range(3)}
    assert model.training and len(losses) == 3


def test_another_pad_id_counts():
    model = model_of(pad_id=5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    src, tgt = some_batch()
    tgt[tgt == 5] = 6
    tgt[tgt == PAD] = 5
    expected = token_loss(model(src, tgt[:, :-1]), tgt[:, 1:], 5)
    loss = train_step(model, optimizer, src, tgt)
    assert loss == pytest.approx(expected.item())


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        (None, "the loss is nan.*padding alone"),
        (math.inf, "the length of the gradient is (inf|nan)"),
        (math.nan, "the length of the gradient is nan"),
    ],
)
def test_what_is_not_finite_is_named_before_it_does_harm(factor, message):
    model, (src, tgt) = model_of(), some_batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
    if factor is None:
        tgt = torch.tensor([[START, PAD, PAD]] * 3)
    else:  # the loss is a number, and its gradient in one weight is not
        model.encoder.norm.bias.register_hook(lambda g: g * factor)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(FloatingPointError, match=message):
        train_step(model, optimizer, src, tgt)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])
    assert not optimizer.state


# Free-running decoding


def copy_of(src, shift=0, start=START, end=END):
    """What a perfect network would write: the source and an end, padded."""
    rows = [
        [start, *(t + shift for t in row if t != PAD), end]
        for row in src.tolist()
    ]
    return pad_rows(rows, PAD)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 250])
def test_write_all_keeps_the_order_of_the_sources(batch_size):
    lengths = [3, 1, 6, 2, 6, 1, 4]
    sources = [
        [1 + (i + k) % 8 for k in range(n)] for i, n in enumerate(lengths)
    ]
    before, seen = copy.deepcopy(sources), []

    def write(src, **options):
        seen.append(src)
        return copy_of(src, **options)

    options = {"write": write, "batch_size": batch_size, "shift": 1}
    written = write_all(model_of(), sources, **options)
    assert written == [[START, *(t + 1 for t in s), END] for s in sources]
    assert sources == before
    assert max(map(len, seen)) <= batch_size
    assert sum(map(len, seen)) == len(sources)
    # Similar lengths together: as little padding as there can be.
    assert sum(src.numel() for src in seen) == sum(
        max(group) * len(group)
        for group in (
            sorted(lengths)[i : i + batch_size]
            for i in range(0, len(lengths), batch_size)
        )
    )
    assert all((src[:, 0] != PAD).all() for src in seen)


def test_write_all_cuts_padding_and_nothing_else():
    def write(src):
        return torch.tensor([[START, 5, END, PAD], [START, 5, 6, 7]])

    sources = [[4], [3]]
    assert write_all(model_of(), sources, write) == [
        [START, 5, END],
        [START, 5, 6, 7],  # it has not ended
    ]
    assert write_all(model_of(), [], write) == []


def test_exact_match():
    assert exact_match([[1, 5, 2], [1, 2]], [[1, 5, 2], [1, 6, 2]]) == 0.5
    assert exact_match([[1, 5]], [[1, 5, 2]]) == 0
    assert exact_match([(1, 2)], [[1, 2]]) == 1
    for written, targets in [([], []), ([[1]], [[1], [2]])]:
        with pytest.raises(ValueError, match="cannot be compared"):
            exact_match(written, targets)
