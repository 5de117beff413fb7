"""Token ids in memory and in files, and the batches that are made of them."""

import numpy as np
import pytest
import torch

import recipes.pairs as pairs_module
from recipes.pairs import Batches, Pairs
from transformer_lib import batches


def some_pairs(count=157, longest=9):
    """Pairs of random lengths."""
    rng = np.random.default_rng(5)
    return [
        tuple(
            rng.integers(3, 60, rng.integers(least, longest)).tolist()
            for least in (1, 2)
        )
        for _ in range(count)
    ]


def seeded():
    return torch.Generator().manual_seed(8)


def written(tmp_path, pairs, vocabulary=60):
    """Pairs by way of files."""
    Pairs.write(tmp_path / "part", iter(pairs), vocabulary)
    return Pairs.open(tmp_path / "part")


@pytest.mark.parametrize("vocabulary", [2**16, 2**16 + 1])
def test_files_give_back_what_was_written(tmp_path, vocabulary):
    pairs = [*some_pairs(), ([], [vocabulary - 1])]
    found = written(tmp_path, pairs, vocabulary)
    assert isinstance(found.ids, np.memmap)
    assert [found[i] for i in range(len(found))] == pairs
    rows = np.array([5, 0, 157])
    lengths = [[len(side) for side in pairs[i]] for i in rows]
    assert found.lengths(rows).tolist() == lengths
    assert found.count_longer(6) == (
        sum(max(map(len, pair)) > 6 for pair in pairs),
        8,
    )


def test_no_pairs_at_all_can_be_written(tmp_path):
    assert len(written(tmp_path, [])) == 0


@pytest.mark.parametrize("from_files", [False, True])
def test_the_batches_are_those_of_the_library(tmp_path, from_files):
    pairs = some_pairs()
    ours = written(tmp_path, pairs) if from_files else Pairs.of(pairs)
    found = Batches(ours, max_tokens=40, longest=9)
    theirs = batches(pairs, 40, 0, seeded())
    mine = list(found.epoch(seeded()))
    assert len(mine) == len(theirs)
    for rows, (src, tgt) in zip(mine, theirs, strict=True):
        read = found.read(rows, pad_id=0)
        assert torch.equal(read[0], src) and torch.equal(read[1], tgt)
        assert found.count(rows) == (tgt[:, 1:] != 0).sum()


def test_of_many_pairs_some_are_taken_at_a_time(monkeypatch):
    monkeypatch.setattr(pairs_module, "BLOCK", 4)
    monkeypatch.setattr(pairs_module, "POOL", 32)
    pairs = some_pairs()
    batches_of = Batches(Pairs.of(pairs), max_tokens=40, longest=7)
    asked, lengths = [], batches_of.pairs.lengths

    def watched(rows):
        asked.append(len(rows))
        return lengths(rows)

    batches_of.pairs.lengths = watched
    found = list(batches_of.epoch(seeded()))
    assert max(asked) <= 32 and len(asked) == 5
    fitting = [i for i, pair in enumerate(pairs) if max(map(len, pair)) <= 7]
    assert sorted(i for rows in found for i in rows) == fitting
    assert batches_of.too_long() == (len(pairs) - len(fitting), 8)
    for rows in found:
        assert len(rows) * lengths(rows).max() <= 40
    # A pool is made of blocks from all over the data.
    assert np.ptp(np.concatenate(found[:3])) > len(pairs) / 3


def test_a_text_alone_has_no_source():
    found = Batches(Pairs.of([([], [1, 5, 2]), ([], [1, 2])]), 20, 9)
    src, tgt = found.read(np.array([0, 1]), pad_id=0)
    assert src is None and tgt.tolist() == [[1, 5, 2], [1, 2, 0]]
