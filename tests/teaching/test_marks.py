"""Marks: a number only where there is one, and the forms that Canvas and Moodle read."""

import csv
import io

import pytest
from stub_course import CHAPTER, class_of, result

from teaching.classes.marks import (
    MarksError,
    canvas,
    cell,
    csv_text,
    marks_of,
    moodle,
    plain,
    printable,
    read_csv,
)
from teaching.classes.run import needs_human

GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (7),01_self_attention (9),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10.00,2.00,(read only)
"Doe, Jane",12345,S1,jdoe,A,8,,80
"Müller, Björn",12346,S2,bmueller,A,,1,70
"Roe, Ann",12347,S3,aroe,A,,,
"Student, Test",99,,,A,,,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 1234,Jane Doe,jane@x.edu,Submitted for grading,,2.00,Yes,"Monday, 1 May 2026",-,
Participant 1235,Björn Müller,b@x.edu,Submitted for grading,1.00,2.00,Yes,-,"Monday, 1 May",old
Participant 1236,Ann Roe,ann@x.edu,No submission,,2.00,Yes,-,-,
"""


def marks_in(*rows):
    return marks_of(class_of(*rows))


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def by_column(rows, key="student"):
    head, *rest = rows
    return {
        row[head.index(key)]: dict(zip(head, row, strict=True)) for row in rest
    }


# Which counts --------------------------------------------------------------------------------


def test_plain_has_one_row_each_and_a_column_for_every_exercise():
    other = result(1, chapter="02_x")
    other["exercises"][0]["id"] = "other"
    rows = plain(
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
    assert len(plain(marks_in(("a", "b", other)), "02")) == 2


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
    row = by_column(plain(marks))["ada"]
    assert (row["points"], row["max_points"], row["scores"]) == ("", "", "")
    assert by_column(plain(marks))["ben"]["points"] == "0"


def test_points_of_a_broken_run_are_no_mark():
    broken = result(2, status="needs-human", reason="the jail broke")
    rows = plain(
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


# Cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "  =1",
        "\t=1",
        "\n=1",
        "\r=1",
        "＝1",
        "－1+1",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_cell_is_a_formula(text):
    assert cell(text).startswith("'")
    rows = csv_text([[text, "x"]])
    assert next(csv.reader(io.StringIO(rows, newline="")))[0][0] == "'"


@pytest.mark.parametrize("text", ["3", "2.5", "-", "-1", "Doe, Jane", "", "é"])
def test_other_cells_stay(text):
    assert cell(text) == text


def test_what_cannot_be_shown_is_replaced():
    assert printable("a\x00b\udcffc\u202ed\r\ne\tf") == "a�b�c�d\ne\tf"
    csv_text([["\udcff"]]).encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_is_read_as_programs_save_it(tmp_path, encoding, delimiter):
    rows = [["näme", "x"], ["a, b; c", "two\nlines"]]
    path = tmp_path / "sheet.csv"
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    assert read_csv(path, "") == (rows, delimiter)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"", "is empty"), (b"\xe4,b", "not UTF-8"), (None, "No such file")],
)
def test_a_sheet_that_is_none(tmp_path, raw, reason):
    path = tmp_path / "sheet.csv"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(MarksError, match=reason):
        read_csv(path, "write it again")


# Canvas --------------------------------------------------------------------------------------


def test_canvas_without_a_roster():
    rows, delimiter, left = canvas(
        marks_in(
            ("doejane_12345", "doejane_12345_67_hw.ipynb", result(2)),
            ("=cmd_12346", "=cmd_12346_68_hw.ipynb", needs_human("?")),
        )
    )
    assert rows == [
        [
            *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
            CHAPTER,
        ],
        ["    Points Possible", "", "", "", "", "2"],
        ["doejane", "12345", "", "", "", "2"],
        ["=cmd", "12346", "", "", "", ""],
    ]
    assert (delimiter, left) == (",", [])
    assert "\r\n'=cmd,12346," in csv_text(rows)


def test_canvas_fills_the_gradebook_in(tmp_path):
    rows, _, left = canvas(
        marks_in(
            ("doejane_12345", "a.ipynb", result(2)),
            ("müllerbjörn_12346", "b.ipynb", needs_human("?")),
            ("stranger_555", "c.ipynb", result(1)),
        ),
        write(tmp_path / "gradebook.csv", GRADEBOOK),
    )
    assert rows[0] == [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        "01_self_attention (9)",
    ]
    assert rows[1] == ["    Points Possible", "", "", "", "", "2"]
    assert [row[0] for row in rows[2:]] == [
        "Doe, Jane",
        "Müller, Björn",
        "Roe, Ann",
        "Student, Test",
    ]
    # Who needs a human keeps what stood there; an empty cell would clear it.
    assert [row[5] for row in rows[2:]] == ["2", "1", "", ""]
    assert left == ["stranger_555"]


def test_canvas_finds_names_where_files_have_no_number(tmp_path):
    rows, _, left = canvas(
        marks_in(
            ("jane doe", "a.ipynb", result(2)),
            ("MüllerBjörn", "b.ipynb", result(1)),
            ("aroe", "c.ipynb", result(0)),
        ),
        write(tmp_path / "gradebook.csv", GRADEBOOK),
    )
    assert [row[5] for row in rows[2:]] == ["2", "1", "0", ""]
    assert left == []


def test_canvas_never_guesses_between_two_of_one_name(tmp_path):
    twice = GRADEBOOK.replace("Roe, Ann", "Doe, Jane")
    rows, _, left = canvas(
        marks_in(("jane doe", "a.ipynb", result(2))),
        write(tmp_path / "gradebook.csv", twice),
    )
    assert {row[5] for row in rows[2:]} == {"", "1"}
    assert left == ["jane doe"]


def test_canvas_never_takes_a_number_for_a_name(tmp_path):
    """A Jane Doe with another number is another Jane Doe."""
    _, _, left = canvas(
        marks_in(("doejane_777", "a.ipynb", result(2))),
        write(tmp_path / "gradebook.csv", GRADEBOOK),
    )
    assert left == ["doejane_777"]


def test_canvas_column_can_be_chosen(tmp_path):
    roster = write(tmp_path / "gradebook.csv", GRADEBOOK)
    marks = marks_in(("doejane_12345", "a.ipynb", result(2)))
    with pytest.raises(MarksError, match=r"'Essay \(7\)' has 10.00 points"):
        canvas(marks, roster, column="Essay")
    roster = write(roster, GRADEBOOK.replace("10.00", "2"))
    rows, *_ = canvas(marks, roster, column="Essay")
    assert rows[0][5] == "Essay (7)"
    assert rows[2][5] == "2"
    with pytest.raises(MarksError, match="0 columns called 'Ess'"):
        canvas(marks, roster, column="Ess")
    both = marks_in(
        ("x", "a.ipynb", result(2)), ("x", "b.ipynb", result(chapter="02_x"))
    )
    with pytest.raises(MarksError, match="--chapter"):
        canvas(both, roster, column="Essay")
    rows, *_ = canvas(both)
    assert rows[0][5:] == [CHAPTER, "02_x"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", WORKSHEET])
def test_canvas_refuses_another_table(tmp_path, text):
    with pytest.raises(MarksError, match="no gradebook of Canvas"):
        canvas(
            marks_in(("x", "a.ipynb", result())), write(tmp_path / "x", text)
        )


# Moodle --------------------------------------------------------------------------------------


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
    assert left == ["Nobody_7"]
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
    assert left == []


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
        assert left == ([] if is_hers else [student])
    twice = marks_in(
        ("Jane Doe_1234", "a.ipynb", result(2)),
        ("Jane Doe Doe_1234", "b.ipynb", result(1)),
    )
    assert len(moodle(twice, roster)[2]) == 2


def test_no_name_is_not_a_name(tmp_path):
    """Of a student whose name has no letter nothing can be found by name."""
    roster = WORKSHEET.replace("ann@x.edu", "")
    marks = marks_in(("???", "hw.ipynb", result(2)))
    _, _, left = moodle(marks, write(tmp_path / "sheet.csv", roster))
    assert left == ["???"]


def test_anonymous_marking_has_numbers_only(tmp_path):
    nameless = "\n".join(
        ",".join(row[:1] + row[4:])
        for row in csv.reader(io.StringIO(WORKSHEET.replace("Monday, ", "")))
    )
    rows, _, left = moodle(
        marks_in(("Participant_1235", "hw.ipynb", result(2))),
        write(tmp_path / "sheet.csv", nameless),
    )
    assert left == []
    assert by_column(rows, "Identifier")["Participant 1235"]["Grade"] == "2"


def test_moodle_refuses_with_a_remedy(tmp_path):
    named = marks_in(("ada", "a.ipynb", result(2)))
    with pytest.raises(MarksError, match=r"none for ada.*--roster"):
        moodle(named)
    german = WORKSHEET.replace("Grade,", "Bewertung,", 1)
    with pytest.raises(MarksError, match=r"no column Grade.*English"):
        moodle(named, write(tmp_path / "a.csv", german))
    two = marks_in(
        ("Jane Doe_1234", "a.ipynb", result(2)),
        ("Jane Doe_1234", "b.ipynb", result(2, chapter="02_x")),
    )
    with pytest.raises(MarksError, match=r"2 chapters.*--chapter"):
        moodle(two)
    assert len(moodle(two, chapter="02")[0]) == 2
    with pytest.raises(MarksError, match="0 chapters begin with '03'"):
        moodle(two, chapter="03")
    low = WORKSHEET.replace("2.00", "1.00")
    with pytest.raises(MarksError, match=r"maximum is 1.00.* to 2 "):
        moodle(two, write(tmp_path / "b.csv", low), chapter="01")


def test_a_column_for_free_text_and_its_points_in_the_sum():
    answer = {
        "id": "why",
        "title": "Why",
        "max_points": 3,
        "text": "x",
        "rubric": [],
    }
    whole = class_of(("ada", "a.ipynb", result(2, free_text=[answer])))
    row = by_column(plain(marks_of(whole)))["ada"]
    assert (row["status"], row["points"], row["max_points"]) == (
        "awaiting",
        "",
        "5",
    )
    assert (row["scores"], row["why"]) == ("2", "")
