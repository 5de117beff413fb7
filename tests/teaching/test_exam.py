"""The exam of a class: secret, drawn once, kept until something that it is made of changes."""

import stat

import pytest

from teaching.classes import exam
from teaching.classes.exam import SeedError, exam_of, seed_of


def test_the_seed_is_drawn_once_and_secret(tmp_path):
    first, second = seed_of(tmp_path / "a"), seed_of(tmp_path / "b")
    assert first != second
    assert seed_of(tmp_path / "a") == first
    mode = stat.S_IMODE((tmp_path / "a" / "seed.txt").stat().st_mode)
    assert mode == 0o600
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_fixed_seed_stays(tmp_path):
    assert seed_of(tmp_path, 5) == 5
    assert seed_of(tmp_path) == 5
    with pytest.raises(SeedError, match="another seed than 6"):
        seed_of(tmp_path, 6)
    (tmp_path / "seed.txt").write_text("five\n")
    with pytest.raises(SeedError, match="does not hold a number"):
        seed_of(tmp_path)


def test_the_exam_is_drawn_once(tmp_path):
    drawn = []

    def draw(seed):
        drawn.append(seed)
        return {"01": {"cells": [], "cases": [1, 2.5, "ä"]}}

    first = exam_of(tmp_path, 5, draw)
    assert exam_of(tmp_path, 5, draw) == first == draw(5)
    assert drawn == [5, 5]  # the second is this test's own
    mode = stat.S_IMODE((tmp_path / "exam.json").stat().st_mode)
    assert mode == 0o600
    # Another seed, or a damaged file: drawn again.
    exam_of(tmp_path, 6, draw)
    assert drawn[2:] == [6]
    (tmp_path / "exam.json").write_text('{"made_of"')
    exam_of(tmp_path, 6, draw)
    assert drawn[3:] == [6]


@pytest.mark.parametrize(
    "path",
    [
        "_toc.yml",
        "chapters/01_self_attention.ipynb",
        "transformer_lib/self_attention.py",
        "graded/compare.py",
        "graded/outcome.py",
        "graded/values.py",
        "book/reader/chapters.py",
        "book/reader/context.py",
        "book/reader/magics.py",
        "teaching/authoring/case.py",
        "teaching/authoring/exercise.py",
        "teaching/classes/exam.py",
        "teaching/exercises/self_attention/cosine/tests.py",
        "teaching/exercises/self_attention/cosine/wrong.py",
    ],
)
def test_a_change_of_what_it_is_made_of_draws_it_again(
    tmp_path, monkeypatch, path
):
    assert (exam.ROOT / path).is_file()
    monkeypatch.setattr(exam, "ROOT", tmp_path)
    changed = tmp_path / path
    changed.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "out").mkdir()
    drawn = []
    for text in ("1", "1", "2"):
        changed.write_text(text)
        exam_of(tmp_path / "out", 5, lambda seed: drawn.append(seed) or {})
        # An exam is not made of this, so it may change.
        (tmp_path / "README.md").write_text(f"{text}, {len(drawn)}")
    assert len(drawn) == 2


def test_another_library_draws_it_again(tmp_path, monkeypatch):
    drawn = []
    for version in ("1.0", "1.0", "1.1"):
        monkeypatch.setattr(exam, "version", lambda name, v=version: v)
        exam_of(tmp_path, 5, lambda seed: drawn.append(seed) or {})
    assert len(drawn) == 2
