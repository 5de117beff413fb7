"""The exam of a class: secret, drawn once, and kept whatever changes in the book."""

import shutil
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
    exam_in,
    handed_out_chapters,
    keep_exam,
    keep_seed,
)
from teaching.classes.log import results_in
from teaching.classes.run import hashes_of
from teaching.refused import Refused

FIRST = "01_self_attention"


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


def kept(folder, seed, chapters, draw):
    """The exam of a class in this folder, which has this seed."""
    keep_seed(results_in(folder), seed)
    return keep_exam(results_in(folder), seed, chapters, draw)


def test_a_chapter_is_drawn_once_and_only_when_it_is_needed(tmp_path):
    drawn = []

    def draw(chapter, seed):
        drawn.append((chapter, seed))
        return {"cells": [], "cases": [seed, 2.5, "ä", (1, 2)]}

    first, second, third = chapter_names()[1:4]
    assert kept(tmp_path, 5, [], draw) == handed_out_chapters()
    got = kept(tmp_path, 5, [second], draw)
    assert drawn == [(second, 5)]
    assert got == handed_out_chapters() | {
        second: {"cells": [], "cases": [5, 2.5, "ä", [1, 2]]}
    }
    assert kept(tmp_path, 5, [], draw) == got == exam_in(tmp_path)
    both = kept(tmp_path, 5, [first, second], draw)
    assert drawn == [(second, 5), (first, 5)]
    assert both[second] == got[second]
    assert "cases" in both[first] and "cases" not in both[third]
    mode = stat.S_IMODE((tmp_path / "exam.json").stat().st_mode)
    assert mode == 0o600
    # A damaged one is never drawn again without a word; with another seed it is.
    whole = (tmp_path / "exam.json").read_text()
    (tmp_path / "exam.json").write_text('{"seed"')
    with pytest.raises(Refused, match=r"exam\.json is damaged"):
        kept(tmp_path, 5, [first], draw)
    (tmp_path / "exam.json").write_text(whole)
    (tmp_path / "seed.txt").unlink()
    kept(tmp_path, 6, [first], draw)
    assert drawn[2:] == [(first, 6)]


def test_what_is_drawn_is_kept_though_the_next_chapter_fails(tmp_path):
    first, second = chapter_names()[1:3]

    def draw(chapter, seed):
        if chapter == second:
            raise ExerciseError("no fair draw")
        return {"cells": [], "cases": []}

    with pytest.raises(ExerciseError):
        kept(tmp_path, 5, [first, second], draw)
    assert "cases" in kept(tmp_path, 5, [], draw)[first]


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Somebody's book, whose first chapter is drawn; what was drawn, and its folder of results."""
    book = tmp_path / "book"
    shutil.copytree(exam.ROOT / "chapters", book / "chapters")
    shutil.copy(exam.ROOT / "_toc.yml", book)
    monkeypatch.setattr(exam, "ROOT", book)
    monkeypatch.setattr(exam, "fair_case", lambda its, seed: {"id": its.id})
    kept(tmp_path / "out", 5, [FIRST], exam.draw_chapter)
    return book


def drawn_again(chapter, seed):
    raise AssertionError(f"{chapter} is drawn again")


def test_what_changes_in_the_book_changes_nothing_for_a_class(
    book, tmp_path, monkeypatch
):
    """A sentence of the chapter, its number, another chapter, the library: no mark may vanish."""
    before = hashes_of(exam_in(tmp_path / "out"))
    path = book / "chapters" / f"{FIRST}.ipynb"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"# ', '"# Anew: '), "utf-8")
    assert path.read_text("utf-8") != text
    second = book / "chapters" / f"{chapter_names()[2]}.ipynb"
    second.write_text(second.read_text("utf-8").replace('"# ', '"# Anew: '))
    got = kept(tmp_path / "out", 5, [FIRST], drawn_again)
    assert hashes_of(got) == before
    assert exam.changed_since(got[FIRST]) == []
    # With a new chapter before it, it has another number: it is the one that was drawn.
    names = ["01_new", "01_self_attention"]
    path.rename(path.with_name("01_self_attention.ipynb"))
    shutil.copy(second, book / "chapters" / "01_new.ipynb")
    monkeypatch.setattr(exam, "chapter_names", lambda: names)
    assert set(exam_in(tmp_path / "out")) == {FIRST, "01_new"}


def test_where_a_graded_cell_changes_the_class_keeps_its_own(
    book, tmp_path, monkeypatch
):
    drawn = kept(tmp_path / "out", 5, [FIRST], drawn_again)[FIRST]
    name = exercise_names(FIRST)[0]
    changed = replace(exercise(name), stub="def scores(a):\n    ...\n")
    monkeypatch.setattr(
        exam, "exercise", lambda n: changed if n == name else exercise(n)
    )
    assert exam.changed_since(drawn) == [name]
    monkeypatch.setattr(exam, "exercise_names", lambda: [name])
    assert set(exam.changed_since(drawn)) == set(exercise_names(FIRST))


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
