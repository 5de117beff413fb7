"""The teacher's commands: from a folder of files to marks, and every refusal in one clear line."""

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import stub_course as stub

from book.reader.chapters import ROOT
from teaching import __main__ as commands
from teaching.jail import grading
from teaching.jail import sandbox as jail

CHAPTER = "01_self_attention"
LINUX = sys.platform == "linux"
needs_linux = pytest.mark.skipif(
    not LINUX, reason="grading runs on Linux only"
)
ANSWER = {
    "id": "why",
    "title": "Exercise 2: why",
    "max_points": 4,
    "text": "because",
    "rubric": ["is right"],
}


def grade_with_text(data, course, unsafe=False):
    """As the stub, with one free-text answer."""
    return stub.result(1, free_text=[{**ANSWER, "text": data.decode()}])


@pytest.fixture
def stubbed(monkeypatch):
    """The commands with a grader that needs no jail."""
    monkeypatch.setattr(grading, "grade", stub.grade)
    monkeypatch.setattr(grading, "course", lambda seed: stub.COURSE)
    monkeypatch.setattr(jail, "available", lambda: None)


@pytest.fixture
def class_(tmp_path):
    """A zip as Canvas exports it."""
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doejane_12345_67_hw.ipynb", "points 2")
        archive.writestr("roeann_LATE_12346_68_hw.ipynb", "points 1")
        archive.writestr("=evil_12347_69_hw.ipynb", "raise")
    return path


def do(*arguments):
    return commands.main([str(each) for each in arguments])


def refused(capsys, *arguments):
    """The line with which a command is refused."""
    assert do(*arguments) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@needs_linux
def test_from_a_zip_to_marks(tmp_path, stubbed, class_, capsys):
    out = tmp_path / "out"
    assert do("grade", class_, "--out", out) == 0
    said = capsys.readouterr().out
    assert "3 submissions of 3 students: 2 of the 3 that count" in said
    assert "=evil_12347 (=evil_12347_69_hw.ipynb): the grader" in said
    assert do("marks", out) == 0
    points = {
        row["student"]: row["points"] for row in table(out / "marks.csv")
    }
    assert points == {
        "doejane_12345": "2",
        "roeann_12346": "1",
        "'=evil_12347": "",
    }
    assert do("marks", out, "--format", "canvas") == 0
    rows = table(out / "marks-canvas.csv")
    assert [row["ID"] for row in rows] == ["", "12347", "12345", "12346"]
    assert do("marks", out, "--format", "moodle") == 0
    assert table(out / "marks-moodle.csv")[1]["Grade"] == "2"
    assert do("feedback", out) == 0
    index = {
        row["student"]: row["page"] for row in table(out / "feedback.csv")
    }
    for page in index.values():
        assert (out / "feedback" / page).is_file()
    assert len(list((out / "feedback").iterdir())) == 3
    # The teacher's page gives both, also to a class without free text.
    assert do("rubric", "out", out) == do("rubric", "in", out) == 0
    assert not (out / "rubric.csv").exists()
    assert (out / "seed.txt").stat().st_mode & 0o777 == 0o600


@needs_linux
def test_a_roster_says_who_is_missing(tmp_path, stubbed, class_, capsys):
    out = tmp_path / "out"
    do("grade", class_, "--out", out)
    roster = tmp_path / "gradebook.csv"
    roster.write_text(
        "Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"
        '"Doe, Jane",12345,jd,A\n'
    )
    assert do("marks", out, "--format", "canvas", "--roster", roster) == 0
    said = capsys.readouterr().err
    assert "not in the roster" in said
    assert "roeann_12346" in said
    assert len(table(out / "marks-canvas.csv")) == 2


@needs_linux
def test_free_text_goes_out_and_comes_back(
    tmp_path, stubbed, monkeypatch, class_, capsys
):
    monkeypatch.setattr(grading, "grade", grade_with_text)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    out = tmp_path / "out"
    assert do("grade", class_, "--out", out) == 0
    assert do("rubric", "out", out) == 0
    sheet = out / "rubric.csv"
    rows = table(sheet)
    assert len(rows) == 3
    rows[0]["points"] = "3"

    def save():
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    save()
    # Written again, the sheet keeps what is not merged yet.
    assert do("rubric", "out", out) == 0
    assert table(sheet)[0]["points"] == "3"
    assert do("rubric", "in", out) == 0
    assert "1 answer merged, 2 still open" in capsys.readouterr().out
    do("marks", out)
    got = {r["student"]: r for r in table(out / "marks.csv")}
    first = got[rows[0]["student"]]
    assert (first["points"], first["max_points"], first["why"]) == (
        "4",
        "6",
        "3",
    )
    assert sum(row["status"] == "awaiting" for row in got.values()) == 2
    # The answer is handed in anew: its row is gone, but nothing is lost.
    rows = table(sheet)
    rows[0]["key"] = "gone"
    save()
    assert do("rubric", "out", out) == 0
    assert (out / "rubric.1.csv").read_bytes().count(b"gone") == 1
    rows[1]["points"] = "9"
    save()
    said = refused(capsys, "rubric", "in", out)
    assert "no answer has the key 'gone'" in said
    assert "9 is more than 4" in said


@needs_linux
def test_the_course_and_the_seed_stay(tmp_path, stubbed, class_, capsys):
    out = tmp_path / "out"
    assert do("grade", class_, "--out", out, "--seed", 5) == 0
    said = refused(capsys, "grade", class_, "--out", out, "--seed", 6)
    assert "another seed than 6" in said


# Refusals ------------------------------------------------------------------------------------


@needs_linux
def test_refusals_name_the_remedy(tmp_path, stubbed, class_, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    text = tmp_path / "a.txt"
    text.write_text("no zip")
    out = tmp_path / "out"
    for arguments, says in (
        (("grade", tmp_path / "no", "--out", out), "there is no"),
        (("grade", empty, "--out", out), "holds no submissions"),
        (("grade", text, "--out", out), "neither a folder nor a zip"),
        (("grade", class_, "--out", text / "x"), "Not a directory"),
        (("marks", empty), "nothing was graded there"),
        (("feedback", empty), "nothing was graded there"),
        (("rubric", "in", empty), "nothing was graded there"),
    ):
        assert says in refused(capsys, *arguments)
    do("grade", class_, "--out", out)
    capsys.readouterr()
    for arguments, says in (
        (("marks", out, "--column", "x"), "--format canvas only"),
        (("marks", out, "--roster", text), "for Canvas and Moodle"),
        (("marks", out, "--chapter", "9"), "0 chapters begin with '9'"),
        (("rubric", "in", out, out), "cannot be read"),
    ):
        assert says in refused(capsys, *arguments)


def test_elsewhere_than_on_linux_grading_says_so(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "platform", "darwin")
    said = refused(capsys, "grade", tmp_path, "--out", tmp_path / "out")
    assert "runs on Linux only" in said
    assert "virtual machine" in said
    assert not (tmp_path / "out").exists()


@needs_linux
def test_without_a_jail_grading_refuses(
    tmp_path, stubbed, monkeypatch, class_, capsys
):
    monkeypatch.setattr(jail, "available", lambda: "there is no jail")
    out = tmp_path / "out"
    said = refused(capsys, "grade", class_, "--out", out)
    assert "there is no jail" in said
    assert "--unsafe" in said
    assert not out.exists()
    assert do("grade", class_, "--out", out, "--unsafe") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade", "x"],
        ["grade", "x", "--out", "y", "--jobs", "0"],
        ["grade", "x", "--out", "y", "--seed", "-1"],
        ["grade", "x", "--out", "y", "--seed", "one"],
        ["marks", "x", "--format", "pdf"],
        ["rubric", "up", "x"],
        [],
    ],
)
def test_wrong_arguments_end_with_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        commands.main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m graded" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["", "grade", "marks", "feedback", "rubric", "cases"]
)
def test_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        commands.main([*command.split(), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"  python -m teaching {command or 'grade'}" in said
    assert max(map(len, said.splitlines())) <= 80


def test_the_commands_start_without_torch():
    """Help and marks must not wait for it, nor need it."""
    code = (
        "import sys, teaching.__main__, teaching.classes.marks, teaching.classes.feedback, "
        "teaching.classes.rubric; print([m for m in ('torch', 'nbformat', 'distributed')"
        " if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == "[]"


# For real ------------------------------------------------------------------------------------


@pytest.fixture
def make_grade(tmp_path):
    """`make grade` with this Python's environment, so that make builds none."""
    if not shutil.which("make"):
        pytest.skip("there is no make")
    binaries = tmp_path / "venv" / "bin"
    binaries.mkdir(parents=True)
    ready = tmp_path / "venv" / ".ready-teaching"
    ready.touch()
    os.utime(ready, (2**31, 2**31))  # newer than what it is made of
    python = binaries / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)

    def make(*variables):
        return subprocess.run(
            ["make", "grade", f"VENV={tmp_path / 'venv'}", *variables],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    return make


@pytest.mark.parametrize("given", [[], ["OUT=x"], ["SUBMISSIONS=x"]])
def test_make_grade_says_what_it_needs(make_grade, given):
    made = make_grade(*given)
    assert made.returncode == 2
    assert "Say what to grade and where to: make grade" in made.stdout
