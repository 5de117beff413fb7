"""Seed and course data of a class: secret, drawn once, kept."""

import stat

import pytest

from teaching.classes import exam as course
from teaching.classes.exam import SeedError, course_of, seed_of


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


def test_the_course_is_drawn_once(tmp_path):
    drawn = []

    def draw(seed):
        drawn.append(seed)
        return {"01": {"cells": [], "cases": [1, 2.5, "ä"]}}

    first = course_of(tmp_path, 5, draw)
    assert course_of(tmp_path, 5, draw) == first == draw(5)
    assert drawn == [5, 5]  # the second is this test's own
    mode = stat.S_IMODE((tmp_path / "course.json").stat().st_mode)
    assert mode == 0o600
    # Another seed, other sources, a damaged file: drawn again.
    course_of(tmp_path, 6, draw)
    assert drawn[2:] == [6]
    (tmp_path / "course.json").write_text('{"made_of"')
    course_of(tmp_path, 6, draw)
    assert drawn[3:] == [6]


def test_changed_sources_draw_again(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "ROOT", tmp_path)
    folder = tmp_path / "graded" / "exercises" / "one"
    folder.mkdir(parents=True)
    drawn = []
    for text in ("1", "1", "2"):
        (folder / "spec.py").write_text(text)
        course_of(tmp_path, 5, lambda seed: drawn.append(seed) or {})
    assert len(drawn) == 2


def test_every_pattern_of_the_sources_finds_something():
    for pattern in course.SOURCES:
        assert list(course.ROOT.glob(pattern)), pattern
