"""Marks: which submissions count, and a number only where there is one."""

import pytest
from stub_grader import CHAPTER, exercise, gradebook_of, result

from teaching.classes import commands
from teaching.classes.marks import (
    counting_marks,
    mark_by_hand,
    marks_of,
    marks_table,
)
from teaching.grading.results import needs_human
from teaching.refused import Refused


def marks_in(*rows):
    return marks_of(gradebook_of(*rows))


def by_column(rows, key="student"):
    head, *rest = rows
    return {
        row[head.index(key)]: dict(zip(head, row, strict=True)) for row in rest
    }


def test_the_table_has_one_row_each_and_a_column_for_every_exercise():
    other = result(1, chapter="02_x")
    other["exercises"][0]["id"] = "other"
    rows = marks_table(
        marks_in(
            ("ada", "1.ipynb", result(2)),
            ("ada", "2.ipynb", other),
            ("ben", "1.ipynb", result(0)),
        )
    )
    assert rows == [
        [
            *("student", "file", "chapter", "counts", "status", "reason"),
            *("points", "max_points", "scores", "other"),
        ],
        ["ada", "1.ipynb", CHAPTER, "yes", "graded", "", "2", "2", "2", ""],
        ["ada", "2.ipynb", "02_x", "yes", "graded", "", "1", "2", "", "1"],
        ["ben", "1.ipynb", CHAPTER, "yes", "graded", "", "0", "2", "0", ""],
    ]
    assert len(marks_table(marks_in(("a", "b", other)), "02")) == 2


def test_the_latest_of_a_chapter_counts():
    marks = marks_in(
        ("ada", "hw-1.ipynb", result(2)), ("ada", "hw-2.ipynb", result(1))
    )
    assert [mark.counts for mark in marks] == [False, True]


@pytest.mark.parametrize(
    "got", [needs_human("it is a picture"), None], ids=["human", "pending"]
)
def test_what_has_no_mark_has_an_empty_cell_and_never_0(got):
    marks = marks_in(("ada", "a.ipynb", got), ("ben", "b.ipynb", result(0)))
    row = by_column(marks_table(marks))["ada"]
    assert (row["points"], row["max_points"], row["scores"]) == ("", "", "")
    assert by_column(marks_table(marks))["ben"]["points"] == "0"


def test_points_of_a_broken_run_are_no_mark():
    broken = result(2, status="needs-human", reason="the jail broke")
    rows = marks_table(
        marks_in(("ada", "a.ipynb", broken), ("ben", "b.ipynb", result(0)))
    )
    row = by_column(rows)["ada"]
    assert (row["points"], row["scores"]) == ("", "")
    assert row["reason"] == "the jail broke (certain so far: 2 points)"


def test_an_unreadable_notebook_after_a_graded_one_needs_a_human():
    first, second = marks_in(
        ("ada", "hw-1.ipynb", result(2)),
        ("ada", "hw-2.ipynb", needs_human("it is cut off")),
    )
    assert (first.counts, second.counts) == (False, True)
    assert second.chapter == CHAPTER
    assert second.points is None
    assert "hw-1.ipynb, has 2 of 2 points" in second.reason


def test_a_picture_beside_the_notebook_does_not_count():
    notebook, picture = marks_in(
        ("ada", "hw.ipynb", result(2)),
        ("ada", "plot.png", needs_human("a picture")),
    )
    assert (notebook.counts, picture.counts) == (True, False)
    (alone,) = marks_in(("ada", "plot.png", needs_human("a picture")))
    assert alone.counts


def test_of_two_chapters_an_unreadable_one_is_guessed_to_be_neither():
    marks = marks_in(
        ("ada", "1.ipynb", result(2)),
        ("ada", "2.ipynb", result(2, chapter="02_x")),
        ("ada", "3.ipynb", needs_human("it is empty")),
    )
    assert [mark.counts for mark in marks] == [True, True, True]
    assert marks[2].chapter == ""


def given(gradebook, student, points, **more):
    gradebook.add(mark_by_hand(marks_of(gradebook), student, points, **more))
    return by_column(marks_table(marks_of(gradebook)))[student]


def test_a_mark_by_hand_stands_until_it_is_taken_back():
    gradebook = gradebook_of(
        ("gil", "gil.ipynb", needs_human("it is cut off")),
        ("ada", "ada.ipynb", result(2)),
    )
    row = given(gradebook, "gil", 1.5, comment="sent by e-mail")
    assert row["status"] == "by-hand"
    assert (row["points"], row["max_points"]) == ("1.5", "2")
    assert row["reason"] == "sent by e-mail; it is cut off"
    assert given(gradebook, "ada", 0)["reason"] == "the grader found 2 points"
    # Another exam, and another file: the grader has its say, the human the last word.
    gradebook.add({"exams": {"": "another"}})
    gradebook.add({"student": "gil", "file": "gil-2.ipynb", "sha256": "9"})
    gradebook.add({"exam": "another", "sha256": "9", "result": result(2)})
    rows = marks_table(marks_of(gradebook))
    assert [
        row[1:8] for row in rows if row[0] == "gil" and row[3] == "yes"
    ] == [
        [
            *("gil-2.ipynb", CHAPTER, "yes", "by-hand"),
            *("sent by e-mail; the grader found 2 points", "1.5", "2"),
        ]
    ]
    row = given(gradebook, "gil", None)
    assert (row["status"], row["points"]) == ("graded", "2")


def test_a_mark_by_earlier_tests_stays_and_says_so():
    gradebook = gradebook_of(("ada", "a.ipynb", result(2)))
    gradebook.add({"exams": {"": "another"}})
    row = by_column(marks_table(marks_of(gradebook)))["ada"]
    assert (row["points"], row["status"]) == ("2", "graded")
    assert row["reason"] == "graded by the tests of an earlier exam"
    new = {"exam": "another", "sha256": "0", "result": result(1)}
    gradebook.add(new)
    row = by_column(marks_table(marks_of(gradebook)))["ada"]
    assert (row["points"], row["reason"]) == ("1", "")


def test_the_summary_counts_as_graded_what_is_graded(capsys):
    rows = [
        ("ada", "a.ipynb", result(2)),
        ("ben", "b.ipynb", None),
        ("cem", "c.ipynb", untouched()),
        ("gil", "g.ipynb", needs_human("it is cut off")),
    ]
    commands._print_summary(marks_in(*rows))
    assert capsys.readouterr().out.splitlines() == [
        "4 submissions of 4 students: 1 of the 4 that count are graded, 1 "
        "need a human, 1 hold no answer, 1 are not graded yet:",
        "  gil (g.ipynb): it is cut off",
    ]


def test_a_mark_by_hand_names_the_chapter_of_an_unreadable_file():
    gradebook = gradebook_of(
        ("ada", "1.ipynb", result(2)),
        ("ada", "2.ipynb", result(2, chapter="02_x")),
        ("gil", "a.ipynb", needs_human("it is empty")),
    )
    with pytest.raises(Refused, match=r"2 chapters: 01.*--chapter"):
        given(gradebook, "gil", 1)
    row = given(gradebook, "gil", 1, chapter="02")
    assert (row["chapter"], row["points"]) == ("02_x", "1")
    # The other chapter is a mark of its own, with no file of its own.
    given(gradebook, "gil", 2, chapter="01")
    rows = [row[:3] + row[6:7] for row in marks_table(marks_of(gradebook))]
    assert rows[-2:] == [
        ["gil", "a.ipynb", "02_x", "1"],
        ["gil", "", CHAPTER, "2"],
    ]


def test_a_mark_by_hand_that_cannot_be():
    gradebook = gradebook_of(("gil broken_7", "a.ipynb", result(2)))
    with pytest.raises(Refused, match=r"called 'gil'.*'gil broken_7'"):
        given(gradebook, "gil", 1)
    for points in (3, -1, float("nan")):
        with pytest.raises(Refused, match="is not from 0 to 2"):
            given(gradebook, "gil broken_7", points)


def untouched(chapter=CHAPTER, state="stub", **more):
    return result(
        0, chapter=chapter, exercises=[exercise(0, state=state)], **more
    )


def test_a_zip_of_the_whole_course_marks_only_chapters_with_work_in_them():
    first, second, third = marks_in(
        ("ada", "01.ipynb", result(2)),
        ("ada", "02.ipynb", untouched("02_x")),
        ("ada", "03.ipynb", untouched("03_y", state="missing")),
    )
    assert (first.counts, second.counts, third.counts) == (True, False, False)
    assert (second.status, second.points) == ("not-handed-in", None)
    counting, max_points = counting_marks(marks_in(("ada", "1", untouched())))
    assert [mark.points for mark in counting] == [None]
    assert max_points == {CHAPTER: None}


def test_untouched_stubs_do_not_undo_a_mark():
    first, second = marks_in(
        ("ada", "hw-1.ipynb", result(2)), ("ada", "hw-2.ipynb", untouched())
    )
    assert (first.counts, first.points, second.counts) == (True, 2, False)
    marks = marks_in(("ben", "b.ipynb", untouched()))
    row = by_column(marks_table(marks))["ben"]
    assert row["points"] == ""
    assert row["reason"] == "no exercise in it was answered"


def test_work_after_untouched_stubs_counts():
    first, second = marks_in(
        ("ada", "hw-1.ipynb", untouched()), ("ada", "hw-2.ipynb", result(0))
    )
    assert (first.counts, second.counts, second.points) == (False, True, 0)
