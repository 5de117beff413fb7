"""The exam of a class: secret, drawn once, kept until something that it is made of changes."""

import stat
from dataclasses import replace

import pytest

from book.reader.chapters import chapter_names
from teaching.authoring import fair
from teaching.authoring.case import build_case, draw_tests
from teaching.authoring.exercise import (
    ExerciseError,
    exercise,
    exercise_names,
)
from teaching.classes import exam
from teaching.classes.exam import (
    handed_out_chapters,
    keep_exam,
    keep_seed,
)
from teaching.classes.log import results_in
from teaching.refused import Refused


def test_the_seed_is_drawn_once_and_secret(tmp_path):
    first, second = (
        keep_seed(results_in(tmp_path / name)) for name in ("a", "b")
    )
    assert first != second
    assert keep_seed(results_in(tmp_path / "a")) == first
    mode = stat.S_IMODE((tmp_path / "a" / "seed.txt").stat().st_mode)
    assert mode == 0o600
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_fixed_seed_stays(tmp_path):
    assert keep_seed(results_in(tmp_path), 5) == 5
    assert keep_seed(results_in(tmp_path)) == 5
    with pytest.raises(Refused, match="another seed than 6"):
        keep_seed(results_in(tmp_path), 6)
    (tmp_path / "seed.txt").write_text("five\n")
    with pytest.raises(Refused, match="does not hold a number"):
        keep_seed(results_in(tmp_path))


def test_a_chapter_is_drawn_once_and_only_when_it_is_needed(tmp_path):
    drawn = []

    def draw(chapter, seed):
        drawn.append((chapter, seed))
        return {"cells": [], "cases": [seed, 2.5, "ä", (1, 2)]}

    first, second, third = chapter_names()[1:4]
    assert (
        keep_exam(results_in(tmp_path), 5, [], draw) == handed_out_chapters()
    )
    got = keep_exam(results_in(tmp_path), 5, [second], draw)
    assert drawn == [(second, 5)]
    assert got == handed_out_chapters() | {
        second: {"cells": [], "cases": [5, 2.5, "ä", [1, 2]]}
    }
    assert keep_exam(results_in(tmp_path), 5, [], draw) == got
    both = keep_exam(results_in(tmp_path), 5, [first, second], draw)
    assert drawn == [(second, 5), (first, 5)]
    assert both[second] == got[second]
    assert "cases" in both[first] and "cases" not in both[third]
    mode = stat.S_IMODE((tmp_path / "exam.json").stat().st_mode)
    assert mode == 0o600
    # Another seed, or a damaged file: drawn again.
    keep_exam(results_in(tmp_path), 6, [first], draw)
    assert drawn[2:] == [(first, 6)]
    (tmp_path / "exam.json").write_text('{"made_of"')
    keep_exam(results_in(tmp_path), 6, [first], draw)
    assert drawn[3:] == [(first, 6)]


def test_what_is_drawn_is_kept_though_the_next_chapter_fails(tmp_path):
    first, second = chapter_names()[1:3]

    def draw(chapter, seed):
        if chapter == second:
            raise ExerciseError("no fair draw")
        return {"cells": [], "cases": []}

    with pytest.raises(ExerciseError):
        keep_exam(results_in(tmp_path), 5, [first, second], draw)
    assert "cases" in keep_exam(results_in(tmp_path), 5, [], draw)[first]


@pytest.mark.parametrize(
    "path",
    [
        *("_toc.yml", "chapters/01_self_attention.ipynb"),
        *("transformer_lib/self_attention.py", "graded/compare.py"),
        *("book/reader/chapters.py", "teaching/authoring/fair.py"),
        *("teaching/__init__.py", "teaching/classes/exam.py"),
        "teaching/exercises/self_attention/cosine/tests.py",
    ],
)
def test_a_change_of_what_it_is_made_of_draws_it_again(
    tmp_path, monkeypatch, path
):
    assert (exam.ROOT / path).is_file()
    monkeypatch.setattr(exam, "ROOT", tmp_path)
    monkeypatch.setattr(exam, "handed_out_chapters", dict)
    changed = tmp_path / path
    changed.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "out").mkdir()
    drawn = []
    for text in ("1", "1", "2"):
        changed.write_text(text)
        keep_exam(
            results_in(tmp_path / "out"),
            5,
            ["01"],
            lambda *known: drawn.append(1) or {},
        )
        # An exam is not made of this, so it may change.
        (tmp_path / "README.md").write_text(f"{text}, {len(drawn)}")
    assert len(drawn) == 2


def test_another_library_draws_it_again(tmp_path, monkeypatch):
    drawn = []

    def draw(*known):
        drawn.append(1)
        return {}

    for version in ("1.0", "1.0", "1.1"):
        monkeypatch.setattr(exam, "version", lambda name, v=version: v)
        keep_exam(results_in(tmp_path), 5, ["01"], draw)
    assert len(drawn) == 2


def test_an_unfair_draw_is_drawn_again(monkeypatch):
    """As when a right answer rounds otherwise, or a mistake gives the right values by chance."""
    its = exercise("self-attention-scores-of")
    first, draws = build_case(its, 5), []

    def drawn(exercise, seed):
        draws.append(seed)
        case = build_case(exercise, seed)
        if seed == 5:  # what is expected is not what right answers give
            case["tests"][0]["trials"][0]["expected"] = {
                "value": {"scalar": 1}
            }
        return case

    monkeypatch.setattr(fair, "build_case", drawn)
    case = fair.fair_case(its, 5)
    assert draws == [5, 5 + fair.NEXT]
    assert case["tests"][0]["trials"] != first["tests"][0]["trials"]
    assert fair.fair_case(its, 6) == build_case(its, 6)


def test_a_class_gets_fair_draws(monkeypatch):
    monkeypatch.setattr(exam, "fair_case", lambda its, seed: (its.id, seed))
    chapter = chapter_names()[0]
    drawn = exam.draw_chapter(chapter, 5)["cases"]
    assert drawn == [(name, 5) for name in exercise_names(chapter)]


def test_draws_that_stay_unfair_are_an_error(monkeypatch):
    its = replace(
        exercise("self-attention-scores-of"),
        right={"other": "def scores_of(embeddings, i):\n    return 1\n"},
    )
    with pytest.raises(
        ExerciseError, match=r"in 20 draws .* answer other loses"
    ):
        fair.fair_case(its, 5)


@pytest.mark.parametrize("name", ["lost", "kept"])
def test_a_wrong_answer_with_other_points_is_unfair(name):
    its = exercise("self-attention-temperature")
    case, wrong = build_case(its, 5), its.wrong[0]
    seen = draw_tests(its, 2017)
    assert list(fair.misbehaving(its, case, seen)) == []
    other = wrong.points + (1 if name == "lost" else -1)
    its = replace(its, wrong=(replace(wrong, points=other),))
    (said,) = fair.misbehaving(its, case, seen)
    assert said.startswith(
        f"the wrong answer {wrong.name} gets {wrong.points} points, not {other}"
    )
