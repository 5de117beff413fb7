"""Canvas: marks in the gradebook's own form, each in the right row."""

import pytest
from stub_grader import CHAPTER, gradebook_of, result

from teaching.classes.marks import marks_of
from teaching.classes.run import needs_human
from teaching.classes.sheets import csv_text
from teaching.exports.canvas import canvas
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


def marks_in(*rows):
    return marks_of(gradebook_of(*rows))


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def test_canvas_without_a_roster():
    rows, delimiter, left = canvas(
        marks_in(
            ("doejane_12345", "doejane_12345_67_hw.ipynb", result(2)),
            ("=cmd_12346", "=cmd_12346_68_hw.ipynb", result(1)),
            ("roeann_12347", "roeann_12347_69_hw.ipynb", needs_human("?")),
        )
    )
    assert rows == [
        [
            *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
            CHAPTER,
        ],
        ["    Points Possible", "", "", "", "", "2"],
        ["doejane", "12345", "", "", "", "2"],
        ["=cmd", "12346", "", "", "", "1"],
    ]
    assert delimiter == ","
    # Her row would clear a mark that she has in Canvas.
    assert list(left) == ["roeann_12347"]
    assert f"there is no mark for {CHAPTER}" in left["roeann_12347"]
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
    assert left == {"stranger_555": "it is not in the roster"}


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
    assert left == {}


def test_canvas_never_guesses_between_two_of_one_name(tmp_path):
    twice = GRADEBOOK.replace("Roe, Ann", "Doe, Jane")
    rows, _, left = canvas(
        marks_in(("jane doe", "a.ipynb", result(2))),
        write(tmp_path / "gradebook.csv", twice),
    )
    assert {row[5] for row in rows[2:]} == {"", "1"}
    assert left == {"jane doe": "the name fits 2 rows"}


def test_canvas_never_takes_a_number_for_a_name(tmp_path):
    """A Jane Doe with another number is another Jane Doe."""
    _, _, left = canvas(
        marks_in(("doejane_777", "a.ipynb", result(2))),
        write(tmp_path / "gradebook.csv", GRADEBOOK),
    )
    assert list(left) == ["doejane_777"]


def test_canvas_column_can_be_chosen(tmp_path):
    roster = write(tmp_path / "gradebook.csv", GRADEBOOK)
    marks = marks_in(("doejane_12345", "a.ipynb", result(2)))
    with pytest.raises(Refused, match=r"'Essay \(7\)' has 10.00 points"):
        canvas(marks, roster, column="Essay")
    roster = write(roster, GRADEBOOK.replace("10.00", "2"))
    rows, *_ = canvas(marks, roster, column="Essay")
    assert rows[0][5] == "Essay (7)"
    assert rows[2][5] == "2"
    with pytest.raises(Refused, match="0 columns called 'Ess'"):
        canvas(marks, roster, column="Ess")
    both = marks_in(
        ("x", "a.ipynb", result(2)), ("x", "b.ipynb", result(chapter="02_x"))
    )
    with pytest.raises(Refused, match="--chapter"):
        canvas(both, roster, column="Essay")
    rows, *_ = canvas(both)
    assert rows[0][5:] == [CHAPTER, "02_x"]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "Identifier,Full name,Grade\n"]
)
def test_canvas_refuses_another_table(tmp_path, text):
    with pytest.raises(Refused, match="not a gradebook of Canvas"):
        canvas(
            marks_in(("x", "a.ipynb", result())), write(tmp_path / "x", text)
        )


HIJACK = "doejane_12345_67_roeann_12347_assignsubmission_.ipynb"


def collected(tmp_path, *names):
    """The students to whom files with these names are attributed."""
    folder = tmp_path / "submissions"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode())
    return [(each.student, each.file) for each in collect(folder)]


def test_a_file_name_with_moodles_pattern_is_still_its_own_students(tmp_path):
    """The student writes the end of a file's name, and once wrote Ann Roe's row there."""
    other = "roerick_12346_68_hw.ipynb"  # it shows that Canvas has named them
    found = collected(tmp_path, HIJACK, other)
    assert found == [("doejane_12345", HIJACK), ("roerick_12346", other)]
    marks = marks_in((*found[0], result(0)))
    rows, _, left = canvas(marks, write(tmp_path / "g.csv", GRADEBOOK))
    assert [row[5] for row in rows[2:]] == ["0", "1", "", ""]
    assert left == {}


def test_a_number_with_another_name_writes_no_mark(tmp_path):
    """Whoever writes Ann's number into a file's name neither gives nor takes a mark."""
    roster = write(tmp_path / "g.csv", GRADEBOOK)
    evil = ("doejane_12347", "doejane_12347_9_hw.ipynb", result(0))
    rows, _, left = canvas(marks_in(evil), roster)
    assert [row[5] for row in rows[2:]] == ["", "1", "", ""]
    assert left == {
        "doejane_12347": "the roster has the number 12347 with another name"
    }
    ann = ("roeann_12347", "roeann_12347_8_hw.ipynb", result(2))
    rows, *_ = canvas(marks_in(ann, evil), roster)
    assert [row[5] for row in rows[2:]] == ["", "1", "2", ""]
    # Without a roster only the two names can be compared.
    rows, _, left = canvas(marks_in(ann, evil))
    assert len(rows) == 2
    assert left == dict.fromkeys(
        ["roeann_12347", "doejane_12347"],
        "2 students have the number 12347",
    )


def test_two_students_who_fit_one_row_need_a_human(tmp_path):
    roster = write(tmp_path / "g.csv", GRADEBOOK)
    marks = marks_in(
        ("jane doe", "a.ipynb", result(2)),
        ("jane-doe", "b.ipynb", result(0)),
    )
    rows, _, left = canvas(marks, roster)
    assert rows[2][5] == ""
    assert left["jane doe"] == "its row is also that of jane-doe"
    assert len(left) == 2
    # One may be an intruder, so the number is no surer than the name.
    both = marks_in(
        ("doejane_12345", "doejane_12345_6_hw.ipynb", result(0)),
        ("jane doe", "a.ipynb", result(2)),
    )
    rows, _, left = canvas(both, roster)
    assert rows[2][5] == ""
    assert len(left) == 2
