"""Free-text answers: out to a human and back, with nothing lost and nothing guessed."""

import csv
import io

import pytest
from stub_grader import gradebook_of, result

from teaching.classes.marks import marks_of
from teaching.classes.rubric import RubricError, free_text_of, merge, sheet
from teaching.classes.sheets import csv_text

WHY = {
    "id": "why",
    "title": "Exercise 5: why scale",
    "max_points": 4,
    "text": "=because, the variance\ngrows",
    "rubric": [
        {"criterion": "names the variance", "points": 3},
        {"criterion": "- says what saturates", "points": 1},
    ],
}
SAY = {
    "id": "say",
    "title": "Exercise 6: say it",
    "max_points": 2,
    "text": "x",
    "rubric": ["is clear"],
}
VARIANCE, SATURATES = (
    "names the variance (of 3)",
    "- says what saturates (of 1)",
)


@pytest.fixture
def gradebook():
    return gradebook_of(
        ("ada", "a.ipynb", result(2, free_text=[WHY, SAY])),
        ("ben", "b.ipynb", result(1, free_text=[{**WHY, "text": "no idea"}])),
    )


def saved(rows):
    """The rows as they come back from a file."""
    text = csv_text(rows)
    return list(csv.reader(io.StringIO(text, newline="")))


def filled(rows, **by_row):
    """Fill cells in: row0={"points": 3}."""
    rows = [list(row) for row in rows]
    for name, cells in by_row.items():
        row = rows[int(name[3:]) + 1]
        for column, value in cells.items():
            place = [h.removeprefix("'") for h in rows[0]].index(column)
            row[place] = str(value)
    return rows


def out(gradebook, before=None):
    return saved(sheet(marks_of(gradebook), before)[0])


def merge_into(gradebook, rows):
    records, still_open = merge(marks_of(gradebook), rows)
    for record in records:
        gradebook.add(record)
    return len(records), still_open


def test_free_answers_are_found_by_their_cells():
    def cell(name, source, *tags, kind="markdown", **grading):
        return {
            "id": name,
            "kind": kind,
            "tags": list(tags),
            "grading": grading,
            "source": source,
        }

    rubric = ["is clear"]
    block = {"id": "why", "points": 4, "rubric": rubric}
    exam = {
        "01": {
            "cells": [
                cell("a", "# Chapter\n## Exercise 5: why\nSay why."),
                cell("b", "# no heading", kind="code"),
                cell("c", "*Write here.*", "free-text", **block),
                cell("d", "### Exercise 6\nx", "free-text", id="x", points=1),
            ]
        }
    }
    got = result(2, chapter="01", texts={"c": "because"})
    assert free_text_of(got, exam) == [
        {
            "id": "why",
            "title": "Exercise 5: why",
            "max_points": 4,
            "text": "because",
            "rubric": rubric,
        },
        {
            "id": "x",
            "title": "Exercise 6",
            "max_points": 1,
            "text": "",
            "rubric": [],
        },
    ]
    assert free_text_of(result(2), exam) == []


def test_the_sheet_has_a_row_an_answer_and_a_column_a_criterion(gradebook):
    head, *rows = out(gradebook)
    assert head == [
        *("key", "student", "exercise", "answer"),
        *(VARIANCE, "'" + SATURATES, "is clear", "points", "comment"),
    ]
    assert [row[1:] for row in rows] == [
        [
            *("ada", "Exercise 5: why scale (of 4)"),
            "'=because, the variance\ngrows",
            *("", "", "—", "", ""),
        ],
        ["ada", "Exercise 6: say it (of 2)", "x", "—", "—", "", "", ""],
        [
            *("ben", "Exercise 5: why scale (of 4)", "no idea"),
            *("", "", "—", "", ""),
        ],
    ]


def test_nothing_to_read_gives_no_sheet():
    assert sheet(marks_of(gradebook_of(("ada", "a.ipynb", result())))) == (
        [],
        0,
    )


def test_points_are_awaited_then_merged_in_any_order(gradebook):
    assert [m.status for m in marks_of(gradebook)] == ["awaiting", "awaiting"]
    rows = filled(
        out(gradebook),
        row0={VARIANCE: 2.5, SATURATES: 1, "comment": "well said"},
        row1={"points": 0},
    )
    rows[1:] = rows[:0:-1]
    assert merge_into(gradebook, rows) == (2, 1)
    ada, ben = marks_of(gradebook)
    assert (ada.status, ada.points, ada.max_points) == ("graded", 5.5, 8)
    assert ada.columns == {"scores": 2, "why": 3.5, "say": 0}
    assert ada.free_text[0]["comment"] == "well said"
    assert ada.free_text[0]["criteria"] == {
        "names the variance": 2.5,
        "- says what saturates": 1,
    }
    assert (ben.status, ben.points) == ("awaiting", None)


def test_a_comma_is_a_decimal_point_too(gradebook):
    assert merge_into(
        gradebook, filled(out(gradebook), row0={"points": "1,5"})
    )
    assert marks_of(gradebook)[0].free_text[0]["points"] == 1.5


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"points": 5}, "points: 5 is more than 4"),
        ({"points": -1}, "points: -1 is not a number from 0"),
        ({"points": "nan"}, "points: nan is not a number from 0"),
        ({"points": "inf"}, "points: inf is not a number from 0"),
        ({"points": "good"}, "points: 'good' is not a number"),
        ({VARIANCE: 4, SATURATES: 0}, "names the variance (of 3): 4 is more"),
        ({VARIANCE: 2}, "no points for '- says what saturates"),
        (
            {VARIANCE: 2, SATURATES: 1, "points": 4},
            "points are 4, but the criteria add up to 3",
        ),
        ({"comment": "later"}, "a comment, but no points"),
        ({"key": "0123"}, "no answer has the key '0123'"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_merged(
    gradebook, cells, reason
):
    rows = filled(out(gradebook), row0=cells, row1={"points": 1})
    with pytest.raises(RubricError, match="nothing was merged") as caught:
        merge_into(gradebook, rows)
    assert f"row 2 (ada): {reason}" in str(caught.value)
    assert gradebook.points == {}


def test_a_missing_and_a_double_row_are_named(gradebook):
    rows = out(gradebook)
    with pytest.raises(RubricError, match=r"row of ben, .*, is missing"):
        merge_into(gradebook, rows[:-1])
    with pytest.raises(RubricError, match="the same answer as in row 2"):
        merge_into(gradebook, [*rows, rows[1]])
    head = [name for name in rows[0] if name != "points"]
    with pytest.raises(RubricError, match="no column 'points'"):
        merge_into(gradebook, [head, *rows[1:]])


def test_all_that_is_wrong_is_said_at_once(gradebook):
    rows = filled(out(gradebook), row0={"points": 9}, row1={"points": 9})
    with pytest.raises(RubricError) as caught:
        merge_into(gradebook, rows[:-1])
    assert str(caught.value).count("is more than") == 2
    assert "is missing" in str(caught.value)


def test_points_do_not_move_to_another_answer(gradebook):
    rows = filled(out(gradebook), row0={"points": 4}, row1={"points": 2})
    merge_into(gradebook, rows)
    newer = result(2, free_text=[{**WHY, "text": "changed"}, SAY])
    gradebook.add({"student": "ada", "file": "a2.ipynb", "sha256": "new"})
    gradebook.add({"exam": "e", "sha256": "new", "result": newer})
    ada = next(
        m for m in marks_of(gradebook) if m.counts and m.student == "ada"
    )
    assert [each["points"] for each in ada.free_text] == [None, 2]


def test_points_can_be_taken_back(gradebook):
    merge_into(gradebook, filled(out(gradebook), row1={"points": 2}))
    again = out(gradebook)
    assert again[2][-2] == "2"
    merge_into(gradebook, filled(again, row1={"points": ""}))
    assert marks_of(gradebook)[0].free_text[1]["points"] is None


def test_a_new_sheet_takes_over_what_was_written(gradebook):
    half = filled(
        out(gradebook),
        row0={VARIANCE: 2, "comment": "see me"},
        row2={"points": 1},
    )
    gradebook.add({"student": "cem", "file": "c.ipynb", "sha256": "new"})
    gradebook.add(
        {
            "exam": "e",
            "sha256": "new",
            "result": result(2, free_text=[WHY]),
        }
    )
    rows, lost = sheet(marks_of(gradebook), half)
    assert lost == 0
    assert len(rows) == 5
    assert rows[1][4] == "2"
    assert rows[1][-1] == "see me"
    assert rows[3][-2] == "1"


def test_what_cannot_be_taken_over_is_counted(gradebook):
    half = filled(out(gradebook), row2={"points": 1})
    gone = gradebook_of(("ada", "a.ipynb", result(2, free_text=[WHY, SAY])))
    assert sheet(marks_of(gone), half)[1] == 1
    with pytest.raises(RubricError, match="no column 'key'"):
        sheet(marks_of(gone), [["a", "b"]])
