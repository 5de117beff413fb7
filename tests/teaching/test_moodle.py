"""Moodle: marks in the grading worksheet, each in the right row."""

import csv
import io

import pytest
from stub_grader import gradebook_of, result

from teaching.classes.marks import marks_of
from teaching.classes.run import needs_human
from teaching.classes.sheets import csv_text
from teaching.exports.moodle import moodle
from teaching.refused import Refused

WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 1234,Jane Doe,jane@x.edu,Submitted for grading,,2.00,Yes,"Monday, 1 May 2026",-,
Participant 1235,Björn Müller,b@x.edu,Submitted for grading,1.00,2.00,Yes,-,"Monday, 1 May",old
Participant 1236,Ann Roe,ann@x.edu,No submission,,2.00,Yes,-,-,
"""


def marks_in(*rows):
    return marks_of(gradebook_of(*rows))


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def by_column(rows, key="student"):
    head, *rest = rows
    return {
        row[head.index(key)]: dict(zip(head, row, strict=True)) for row in rest
    }


def test_moodle_without_a_roster():
    rows, *_ = moodle(
        marks_in(
            ("Jane Doe_1234", "hw.ipynb", result(1)),
            ("Ann Roe_1236", "hw.ipynb", needs_human("?")),
        )
    )
    table = by_column(rows, "Identifier")
    jane, ann = table["Participant 1234"], table["Participant 1236"]
    assert (jane["Full name"], jane["Grade"], jane["Maximum Grade"]) == (
        "Jane Doe",
        "1",
        "2",
    )
    assert jane["Feedback comments"] == "Points: Exercise 1: scores: 1 of 2"
    assert ann["Grade"] == ""
    # Without this column Moodle refuses the sheet.
    assert rows[0].index("Last modified (grade)") == 8


def test_moodle_fills_the_worksheet_in(tmp_path):
    rows, _, left = moodle(
        marks_in(
            ("Jane Doe_1234", "hw.ipynb", result(2)),
            ("Björn Müller_1235", "hw.ipynb", needs_human("?")),
            ("Nobody_7", "hw.ipynb", result(2)),
        ),
        write(tmp_path / "sheet.csv", WORKSHEET),
    )
    before = list(csv.reader(io.StringIO(WORKSHEET)))
    changed = {
        (row[0], name)
        for old, row in zip(before, rows, strict=True)
        for name, one, other in zip(rows[0], old, row, strict=True)
        if one != other
    }
    assert changed == {
        ("Participant 1234", "Grade"),
        ("Participant 1234", "Feedback comments"),
        ("Participant 1235", "Feedback comments"),
    }
    assert by_column(rows, "Full name")["Jane Doe"]["Grade"] == "2"
    assert list(left) == ["Nobody_7"]
    assert ",-," in csv_text(rows)  # Moodle's "never" stays as it is


def test_moodle_finds_the_mail_address_or_the_name(tmp_path):
    rows, _, left = moodle(
        marks_in(
            ("ann@x.edu", "a.ipynb", result(0)),
            ("bjorn-muller", "b.ipynb", result(2)),
        ),
        write(tmp_path / "sheet.csv", WORKSHEET),
    )
    assert [row[4] for row in rows[1:]] == ["", "2", "0"]
    assert left == {}


def test_a_number_is_the_lms_only_if_the_name_agrees(tmp_path):
    """homework_1234.ipynb is not Jane Doe's because she is participant 1234."""
    roster = write(tmp_path / "sheet.csv", WORKSHEET)
    for student, is_hers in (
        ("homework_1234", False),
        ("Jane Doe_1234", True),
        ("Group A-Jane Doe_1234", True),
    ):
        marks = marks_in((student, "hw.ipynb", result(2)))
        _, _, left = moodle(marks, roster)
        assert list(left) == ([] if is_hers else [student])
    twice = marks_in(
        ("Jane Doe_1234", "a.ipynb", result(2)),
        ("Group A-Jane Doe_1234", "b.ipynb", result(1)),
    )
    assert len(moodle(twice, roster)[2]) == 2
    other = marks_in(
        ("Jane Doe_1234", "a.ipynb", result(2)),
        ("Jane Doe Doe_1234", "b.ipynb", result(1)),
    )
    assert list(moodle(other, roster)[2]) == ["Jane Doe Doe_1234"]


def test_no_name_is_not_a_name(tmp_path):
    """Of a student whose name has no letter nothing can be found by name."""
    roster = WORKSHEET.replace("ann@x.edu", "")
    marks = marks_in(("???", "hw.ipynb", result(2)))
    _, _, left = moodle(marks, write(tmp_path / "sheet.csv", roster))
    assert list(left) == ["???"]


def test_anonymous_marking_has_numbers_only(tmp_path):
    nameless = "\n".join(
        ",".join(row[:1] + row[4:])
        for row in csv.reader(io.StringIO(WORKSHEET.replace("Monday, ", "")))
    )
    rows, _, left = moodle(
        marks_in(("Participant_1235", "hw.ipynb", result(2))),
        write(tmp_path / "sheet.csv", nameless),
    )
    assert left == {}
    assert by_column(rows, "Identifier")["Participant 1235"]["Grade"] == "2"


def test_moodle_refuses_with_a_remedy(tmp_path):
    named = marks_in(("ada", "a.ipynb", result(2)))
    with pytest.raises(Refused, match=r"none for ada.*--roster"):
        moodle(named)
    german = WORKSHEET.replace("Grade,", "Bewertung,", 1)
    with pytest.raises(Refused, match=r"no column Grade.*English"):
        moodle(named, write(tmp_path / "a.csv", german))
    two = marks_in(
        ("Jane Doe_1234", "a.ipynb", result(2)),
        ("Jane Doe_1234", "b.ipynb", result(2, chapter="02_x")),
    )
    with pytest.raises(Refused, match=r"2 chapters.*--chapter"):
        moodle(two)
    assert len(moodle(two, chapter="02")[0]) == 2
    with pytest.raises(Refused, match="0 chapters begin with '03'"):
        moodle(two, chapter="03")
    low = WORKSHEET.replace("2.00", "1.00")
    with pytest.raises(Refused, match=r"maximum is 1.00.* to 2 "):
        moodle(two, write(tmp_path / "b.csv", low), chapter="01")


def test_two_with_one_number_need_a_human():
    rows, _, left = moodle(
        marks_in(
            ("Jane Doe_1234", "a.ipynb", result(2)),
            ("Ann Roe_1234", "b.ipynb", result(0)),
            ("Bo_1235", "b.ipynb", result(0)),
        )
    )
    assert [row[0] for row in rows[1:]] == ["Participant 1235"]
    assert sorted(left) == ["Ann Roe_1234", "Jane Doe_1234"]


def test_a_mark_by_hand_goes_to_moodle_with_its_comment(tmp_path):
    gradebook = gradebook_of(("Jane Doe_1234", "a.ipynb", needs_human("?")))
    gradebook.add(
        {
            "mark_for": "Jane Doe_1234",
            "chapter": "01_x",
            "points": 1,
            "comment": "by e-mail",
        }
    )
    rows, *_ = moodle(
        marks_of(gradebook), write(tmp_path / "sheet.csv", WORKSHEET)
    )
    jane = by_column(rows, "Full name")["Jane Doe"]
    assert (jane["Grade"], jane["Feedback comments"]) == ("1", "by e-mail")
