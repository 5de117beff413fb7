"""The teacher's commands: from a folder of files to marks, and every refusal in one clear line."""

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import stub_grader as stub

from book.reader.chapters import ROOT
from teaching import __main__ as commands
from teaching.classes import exam
from teaching.grading import grade as grading
from teaching.jail import sandbox as jail

CHAPTER = "01_self_attention"
LINUX = sys.platform == "linux"
needs_linux = pytest.mark.skipif(
    not LINUX, reason="grading runs on Linux only"
)


@pytest.fixture
def stubbed(monkeypatch):
    """The commands with a grader that needs no jail."""
    monkeypatch.setattr(grading, "grade", stub.grade)
    monkeypatch.setattr(exam, "keep_exam", lambda *known: stub.EXAM)
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


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


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
def test_from_a_zip_to_marks(out, stubbed, class_, capsys):
    assert do("grade", class_, "--out", out) == 0
    said = capsys.readouterr().out
    assert "3 submissions of 3 students: 2 of the 3 that count" in said
    assert "=evil_12347 (=evil_12347_69_hw.ipynb): the grader" in said
    assert do("marks", out) == 0
    rows = table(out / "marks.csv")
    points = [(row["student"], row["points"]) for row in rows]
    assert sorted(points) == [
        *(("'=evil_12347", ""), ("doejane_12345", "2"), ("roeann_12346", "1"))
    ]
    assert do("feedback", out) == 0
    index = {
        row["student"]: row["page"] for row in table(out / "feedback.csv")
    }
    for page in index.values():
        assert (out / "feedback" / page).is_file()
    assert len(list((out / "feedback").iterdir())) == 3
    assert (out / "seed.txt").stat().st_mode & 0o777 == 0o600


@needs_linux
def test_what_changed_since_the_tests_were_drawn_is_said(
    out, stubbed, class_, capsys, monkeypatch
):
    monkeypatch.setattr(exam, "changed_since", lambda chapter: ["scores"])
    assert do("grade", class_, "--out", out) == 0
    said = capsys.readouterr().err
    assert f"scores changed in the book since {out} got its tests" in said
    assert "Remedy" in said


@needs_linux
def test_a_roster_says_who_is_missing(tmp_path, out, stubbed, class_, capsys):
    do("grade", class_, "--out", out)
    roster = tmp_path / "gradebook.csv"
    roster.write_text(
        "Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"
        '"Doe, Jane",12345,jd,A\n'
    )
    assert do("canvas", out, "--roster", roster) == 0
    said = capsys.readouterr().err
    assert "needs a human, not in marks-canvas.csv" in said
    assert "roeann_12346" in said
    assert len(table(out / "marks-canvas.csv")) == 2


@needs_linux
def test_a_mark_by_hand_survives_a_new_run(out, stubbed, class_, capsys):
    do("grade", class_, "--out", out)
    evil = "=evil_12347"

    def row():
        assert do("marks", out) == 0
        return {r["student"]: r for r in table(out / "marks.csv")}[f"'{evil}"]

    assert row()["points"] == ""
    assert do("mark", out, evil, "1.5", "--comment", "by e-mail") == 0
    assert (row()["points"], row()["status"]) == ("1.5", "by-hand")
    assert do("grade", class_, "--out", out, "--again") == 0
    assert row()["points"] == "1.5"
    assert do("feedback", out) == 0
    for arguments, says in (
        ((evil,), "give either POINTS or --take-back"),
        ((evil, "1", "--take-back"), "give either POINTS or --take-back"),
        ((evil, "nan"), "is not from 0 to 2"),
        (("evil", "1"), "no student of this class is called 'evil'"),
    ):
        assert says in refused(capsys, "mark", out, *arguments)
    assert "nothing was graded" in refused(capsys, "mark", class_, evil, "1")
    assert do("mark", out, f"'{evil}", "--take-back") == 0
    assert row()["points"] == ""


# Refusals ------------------------------------------------------------------------------------


@needs_linux
def test_refusals_name_the_remedy(tmp_path, out, stubbed, class_, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    text = tmp_path / "a.txt"
    text.write_text("no zip")
    # In the jail, students see Python's folder.
    seen = Path(sys.prefix) / "week1"
    for arguments, says in (
        (("grade", tmp_path / "no", "--out", out), "there is no"),
        (("grade", empty, "--out", out), "holds no submissions"),
        (("grade", text, "--out", out), "neither a folder nor a zip"),
        (("grade", class_, "--out", text / "x"), "Not a directory"),
        (("grade", class_, "--out", seen), "student code"),
        (("grade", seen.parent, "--out", out), "student code"),
        (("marks", empty), "nothing was graded there"),
        (("feedback", empty), "nothing was graded there"),
    ):
        assert says in refused(capsys, *arguments)
    assert not seen.exists() and not out.exists()
    do("grade", class_, "--out", out)
    capsys.readouterr()
    for arguments, says in (
        (("canvas", out, "--roster", text), "not a gradebook of Canvas"),
        (("canvas", out, "--roster", out / "no"), "cannot be read"),
        (("marks", out, "--chapter", "9"), "0 chapters begin with '9'"),
    ):
        assert says in refused(capsys, *arguments)


def test_a_refusal_colours_no_terminal(tmp_path, capsys):
    """The name of a file may hold what a terminal obeys."""
    (tmp_path / "\x1b[31mred\x1b[2J.ipynb").touch()
    said = refused(capsys, "rehearse", tmp_path)
    assert "did not write (red.ipynb)" in said
    assert "\x1b" not in said


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
    out, stubbed, monkeypatch, class_, capsys
):
    monkeypatch.setattr(jail, "available", lambda: "there is no jail")
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
        ["canvas", "x", "--format", "pdf"],
        ["gradescope", "x.zip"],
        ["grades"],
    ],
)
def test_wrong_arguments_end_with_status_2(arguments, capsys):
    assert commands.main(arguments) == 2
    assert "Usage: python -m teaching" in capsys.readouterr().err


def test_ctrl_c_ends_with_status_130(monkeypatch, capsys, tmp_path):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("teaching.classes.run.unsupported", interrupted)
    assert do("grade", tmp_path, "--out", tmp_path / "out") == 130
    assert "the same command goes on" in capsys.readouterr().err


COMMANDS = sorted(commands.teaching.commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command, capsys):
    assert commands.main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"  python -m teaching {command}" in said
    assert max(map(len, said.splitlines())) <= 80


def test_help_lists_every_command(capsys):
    assert commands.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert set(COMMANDS) >= {"grade", "marks", "feedback", "rehearse"}
    assert set(COMMANDS) >= {"canvas", "moodle", "gradescope", "nbgrader"}
    for name in COMMANDS:
        assert f"\n  {name} " in said
    assert "  python -m teaching grade" in said
    assert max(map(len, said.splitlines())) <= 80


@needs_linux
def test_help_marks_and_feedback_need_neither_torch_nor_bubblewrap(
    out, stubbed, class_
):
    do("grade", class_, "--out", out)
    code = (
        "import sys\n"
        "from teaching.__main__ import main\n"
        "for each in (['--help'], ['grade', '--help'], ['marks', sys.argv[1]],"
        " ['feedback', sys.argv[1]]):\n"
        "    assert main(each) == 0\n"
        "heavy = ('torch', 'numpy', 'nbformat', 'distributed', 'psutil')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, out],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.splitlines()[-1] == "[]"


def test_an_unknown_chapter_is_named(tmp_path, capsys):
    for arguments in (
        ("rehearse", tmp_path, "--chapter", "99"),
        ("gradescope", tmp_path / "x.zip", "--chapter", "99"),
        ("nbgrader", tmp_path / "x", "--chapter", "99"),
    ):
        said = refused(capsys, *arguments)
        assert "'99'" in said
        assert CHAPTER in said


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
