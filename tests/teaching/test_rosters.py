"""Canvas and Moodle: marks in the platform's own form, each in the right row."""

import csv
import io

import pytest
from stub_grader import CHAPTER, gradebook_of, result

from teaching.classes.marks import marks_of
from teaching.classes.run import needs_human
from teaching.classes.sheets import csv_text
from teaching.exports.canvas import canvas
from teaching.exports.moodle import moodle
from teaching.grading.archives import collect
from teaching.refused import Refused

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
HUMAN = needs_human("?")


def class_of(**points):
    """The marks of a class: {student: points, or None for who needs a human}."""
    return marks_of(
        gradebook_of(
            *(
                (name, f"{name}_1.ipynb", HUMAN if n is None else result(n))
                for name, n in points.items()
            )
        )
    )


@pytest.fixture
def roster(tmp_path):
    """Write a table; return its path."""

    def write(text):
        (tmp_path / "roster.csv").write_text(text, "utf-8")
        return tmp_path / "roster.csv"

    return write


# Canvas --------------------------------------------------------------------------------------


def test_canvas_fills_the_gradebook_in(roster):
    marks = class_of(doejane_12345=2, müllerbjörn_12346=None, stranger_555=1)
    rows, delimiter, left = canvas(marks, roster(GRADEBOOK))
    assert rows[0] == [
        *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
        "01_self_attention (9)",
    ]
    assert rows[1] == ["    Points Possible", "", "", "", "", "2"]
    assert [row[0] for row in rows[2:]] == [
        *("Doe, Jane", "Müller, Björn", "Roe, Ann", "Student, Test")
    ]
    # Who needs a human keeps what stood there; an empty cell would clear it.
    assert [row[5] for row in rows[2:]] == ["2", "1", "", ""]
    assert left == {"stranger_555": "it is not in the roster"}
    assert delimiter == ","


OTHER_NAME = "the roster has the number 12347 with another name"
JANES = {
    "jane doe": "its row is also that of jane-doe",
    "jane-doe": "its row is also that of jane doe",
}


@pytest.mark.parametrize(
    ("points", "column", "left"),
    [
        # Names are found where files have no number.
        ({"jane doe": 2, "MüllerBjörn": 1, "aroe": 0}, ["2", "1", "0"], {}),
        # A Jane Doe with another number is another Jane Doe.
        (
            {"doejane_777": 2},
            ["", "1", ""],
            {"doejane_777": "it is not in the roster"},
        ),
        # Whoever writes Ann's number into a file's name neither gives nor takes a mark.
        ({"doejane_12347": 0}, ["", "1", ""], {"doejane_12347": OTHER_NAME}),
        (
            {"roeann_12347": 2, "doejane_12347": 0},
            ["", "1", "2"],
            {"doejane_12347": OTHER_NAME},
        ),
        ({"jane doe": 2, "jane-doe": 0}, ["", "1", ""], JANES),
        # One may be an intruder, so the number is no surer than the name.
        (
            {"doejane_12345": 0, "jane doe": 2},
            ["", "1", ""],
            {
                "doejane_12345": "its row is also that of jane doe",
                "jane doe": "its row is also that of doejane_12345",
            },
        ),
    ],
)
def test_who_is_found_in_a_gradebook(roster, points, column, left):
    rows, _, found = canvas(class_of(**points), roster(GRADEBOOK))
    assert [row[5] for row in rows[2:]] == [*column, ""]
    assert found == left


def test_canvas_never_guesses_between_two_of_one_name(roster):
    twice = GRADEBOOK.replace("Roe, Ann", "Doe, Jane")
    rows, _, left = canvas(class_of(**{"jane doe": 2}), roster(twice))
    assert {row[5] for row in rows[2:]} == {"", "1"}
    assert left == {"jane doe": "the name fits 2 rows"}


def test_canvas_column_can_be_chosen(roster):
    marks = class_of(doejane_12345=2)
    with pytest.raises(Refused, match=r"'Essay \(7\)' has 10.00 points"):
        canvas(marks, roster(GRADEBOOK), column="Essay")
    table = roster(GRADEBOOK.replace("10.00", "2"))
    rows, *_ = canvas(marks, table, column="Essay")
    assert rows[0][5] == "Essay (7)"
    assert rows[2][5] == "2"
    with pytest.raises(Refused, match="0 columns called 'Ess'"):
        canvas(marks, table, column="Ess")
    both = marks_of(
        gradebook_of(
            ("x", "a.ipynb", result(2)),
            ("x", "b.ipynb", result(chapter="02_x")),
        )
    )
    with pytest.raises(Refused, match="--chapter"):
        canvas(both, table, column="Essay")
    rows, *_ = canvas(both, table)
    assert rows[0][5:] == [f"{CHAPTER} (9)", "02_x"]


def test_a_file_name_with_moodles_pattern_is_still_its_own_students(
    tmp_path, roster
):
    """The student writes the end of a file's name, and once wrote Ann Roe's row there."""
    hijack = "doejane_12345_67_roeann_12347_assignsubmission_.ipynb"
    other = "roerick_12346_68_hw.ipynb"  # it shows that Canvas has named them
    (tmp_path / "class").mkdir()
    for name in (hijack, other):
        (tmp_path / "class" / name).write_bytes(name.encode())
    found = [(each.student, each.file) for each in collect(tmp_path / "class")]
    assert found == [("doejane_12345", hijack), ("roerick_12346", other)]
    marks = marks_of(gradebook_of((*found[0], result(0))))
    rows, _, left = canvas(marks, roster(GRADEBOOK))
    assert [row[5] for row in rows[2:]] == ["0", "1", "", ""]
    assert left == {}


# Moodle --------------------------------------------------------------------------------------


def grades(rows):
    return [row[rows[0].index("Grade")] for row in rows[1:]]


def test_moodle_fills_the_worksheet_in(roster):
    marks = class_of(
        **{"Jane Doe_1234": 2, "Björn Müller_1235": None, "Nobody_7": 2}
    )
    rows, _, left = moodle(marks, roster(WORKSHEET))
    before = list(csv.reader(io.StringIO(WORKSHEET)))
    changed = {
        (row[0], name): other
        for old, row in zip(before, rows, strict=True)
        for name, one, other in zip(rows[0], old, row, strict=True)
        if one != other
    }
    comment = "Feedback comments"
    assert changed == {
        ("Participant 1234", "Grade"): "2",
        ("Participant 1234", comment): "Points: Exercise 1: scores: 2 of 2",
        ("Participant 1235", comment): (
            "Your teacher will look at this submission."
        ),
    }
    assert list(left) == ["Nobody_7"]
    assert ",-," in csv_text(rows)  # Moodle's "never" stays as it is


@pytest.mark.parametrize(
    ("points", "column", "left"),
    [
        ({"ann@x.edu": 0, "bjorn-muller": 2}, ["", "2", "0"], []),
        # homework_1234.ipynb is not Jane Doe's because she is participant 1234.
        ({"homework_1234": 2}, ["", "1.00", ""], ["homework_1234"]),
        ({"Jane Doe_1234": 2}, ["2", "1.00", ""], []),
        ({"Group A-Jane Doe_1234": 2}, ["2", "1.00", ""], []),
        (
            {"Jane Doe_1234": 2, "Group A-Jane Doe_1234": 1},
            ["", "1.00", ""],
            ["Jane Doe_1234", "Group A-Jane Doe_1234"],
        ),
        # Of a student whose name has no letter nothing can be found by name.
        ({"???": 2}, ["", "1.00", ""], ["???"]),
    ],
)
def test_who_is_found_in_a_worksheet(roster, points, column, left):
    table = roster(WORKSHEET.replace("jane@x.edu", ""))
    rows, _, found = moodle(class_of(**points), table)
    assert grades(rows) == column
    assert list(found) == left


def test_anonymous_marking_has_numbers_only(roster):
    nameless = "\n".join(
        ",".join(row[:1] + row[4:])
        for row in csv.reader(io.StringIO(WORKSHEET.replace("Monday, ", "")))
    )
    marks = class_of(Participant_1235=2)
    rows, _, left = moodle(marks, roster(nameless))
    assert left == {}
    assert grades(rows) == ["", "2", ""]


def test_moodle_refuses_with_a_remedy(roster):
    two = marks_of(
        gradebook_of(
            ("Jane Doe_1234", "a.ipynb", result(2)),
            ("Jane Doe_1234", "b.ipynb", result(2, chapter="02_x")),
        )
    )
    table = roster(WORKSHEET)
    with pytest.raises(Refused, match=r"2 chapters.*--chapter"):
        moodle(two, table)
    assert grades(moodle(two, table, "02")[0])[0] == "2"
    with pytest.raises(Refused, match="0 chapters begin with '03'"):
        moodle(two, table, chapter="03")
    low = roster(WORKSHEET.replace("2.00", "1.00"))
    with pytest.raises(Refused, match=r"maximum is 1.00.* to 2 "):
        moodle(two, low, chapter="01")


def test_a_mark_by_hand_goes_to_moodle_with_its_comment(roster):
    gradebook = gradebook_of(("Jane Doe_1234", "a.ipynb", HUMAN))
    more = {"chapter": "01_x", "points": 1, "comment": "by e-mail"}
    gradebook.add({"mark_for": "Jane Doe_1234", **more})
    rows, *_ = moodle(marks_of(gradebook), roster(WORKSHEET))
    jane = dict(zip(*rows[:2], strict=True))
    assert (jane["Grade"], jane["Feedback comments"]) == ("1", "by e-mail")


@pytest.mark.parametrize(
    ("export", "text", "says"),
    [
        (canvas, "a,b\n1,2\n", "not a gradebook of Canvas"),
        (canvas, "Identifier,Full name,Grade\n", "not a gradebook of Canvas"),
        (
            moodle,
            WORKSHEET.replace("Grade,", "Bewertung,", 1),
            "no column Grade.*English",
        ),
    ],
)
def test_another_table_is_refused(roster, export, text, says):
    with pytest.raises(Refused, match=says):
        export(class_of(ada=2), roster(text))
