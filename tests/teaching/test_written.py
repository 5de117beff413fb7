"""No command overwrites or deletes what this project did not write: tried in somebody's folders."""

import errno
import os
from pathlib import Path

import pytest
import stub_grader as stub
from nbformat import v4

from book import class_pages
from teaching import written as module
from teaching.__main__ import main
from teaching.authoring import rehearsal
from teaching.classes import exam
from teaching.exports.gradescope import bundle
from teaching.exports.nbgrader import assignments
from teaching.grading import grade as grading
from teaching.handouts import leaks, zips
from teaching.jail import sandbox
from teaching.refused import Refused
from teaching.written import (
    LIST,
    Written,
    refuse_foreign,
    write_new,
    write_whole,
)

CHAPTER = "01_self_attention"
ROSTERS = {
    "canvas": "ID,Student,SIS Login ID,Section",
    "moodle": "Identifier,Full name,Grade,Last modified (grade)",
}


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Return {command: (its arguments, what it writes)}: each real, with a quick core."""

    def pages(out):
        out.mkdir()
        (out / "index.html").write_text("<p>a page</p>")

    monkeypatch.setattr(grading, "grade", stub.grade)
    monkeypatch.setattr(exam, "draw_chapter", lambda *known: {"cases": []})
    monkeypatch.setattr(exam, "keep_exam", lambda *known: stub.EXAM)
    monkeypatch.setattr(sandbox, "available", lambda: None)
    monkeypatch.setattr(bundle, "bundle", lambda *known: {"exam": b"drawn"})
    monkeypatch.setattr(class_pages, "build", pages)
    monkeypatch.setattr(leaks, "secrets", dict)
    monkeypatch.setattr(zips, "zips", lambda *root: {"01.zip": {"a": b"a"}})
    monkeypatch.setattr(rehearsal, "notebook", lambda *known: "a notebook")
    monkeypatch.setattr(assignments, "fair_case", lambda *known: {"tests": []})
    monkeypatch.setattr(
        assignments, "assignment", lambda *known: v4.new_notebook()
    )
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    (handed_in / "ada_1_1_hw.ipynb").write_text("points 2")
    out = tmp_path / "out"
    for name, head in ROSTERS.items():
        (tmp_path / name).write_text(head + "\n1,Ada,0,A,\n")
    of_results = {
        "grade": [handed_in, "--out", out],
        "marks": [out],
        "feedback": [out],
        "canvas": [out, "--roster", tmp_path / "canvas"],
        "moodle": [out, "--roster", tmp_path / "moodle"],
        "mark": [out, "ada_1", "1"],
    }
    return of_results | {
        "handout": ["--out", out],
        "rehearse": [out],
        "nbgrader": [out, "--chapter", CHAPTER, "--seed", "1"],
        "gradescope": [out / "ours.zip", "--chapter", CHAPTER, "--seed", "1"],
    }


ALL = (
    *("grade", "marks", "feedback", "canvas", "moodle", "mark"),
    *("handout", "rehearse", "nbgrader", "gradescope"),
)
OF_RESULTS = ALL[:6]


def do(commands, name):
    return main([name, *map(str, commands[name])])


def prepared(commands, name):
    """Give a command what it needs, and run it."""
    if name in OF_RESULTS[1:]:
        assert do(commands, "grade") == 0
    assert do(commands, name) == 0


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


SOMEBODYS = (
    *("marks.csv", "marks-canvas.csv", "marks-moodle.csv", "feedback.csv"),
    *("seed.txt", "exam.json", "log.jsonl", "01.zip", "ours.zip", "b.zip"),
    *("book/index.html", "source/thesis.txt", "README.md", "feedback/a.html"),
    *("nbgrader_config.py", f"rightada_1001_1001_{CHAPTER}.ipynb"),
)


@pytest.mark.parametrize("name", ALL)
def test_in_a_folder_of_somebodys_nothing_changes(
    commands, name, tmp_path, capsys
):
    for each in SOMEBODYS:
        path = tmp_path / "out" / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("somebody's")  # without a line's end, as a log may be
    before = files(tmp_path)
    for _ in range(2):
        assert do(commands, name) == 2
        assert "Remedy: " in capsys.readouterr().err
    assert files(tmp_path) == before


@pytest.mark.parametrize("name", ("grade", "handout", "rehearse", "nbgrader"))
def test_one_file_of_somebodys_is_enough(commands, name, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("somebody's")
    assert do(commands, name) == 2
    assert files(tmp_path / "out") == {Path("thesis.txt"): b"somebody's"}


@pytest.mark.parametrize("name", ALL)
def test_a_second_run_loses_nothing_that_has_come_since(
    commands, name, tmp_path
):
    """Not even what somebody has put in the place of our files."""
    prepared(commands, name)
    out = tmp_path / "out"
    own = {Path(LIST), Path("log.jsonl")}  # these grow
    names = {*files(out), *map(Path, SOMEBODYS)} - own
    for number, path in enumerate(names):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(f"somebody's, {number}")
    assert do(commands, name) in (0, 2)
    after = set(files(out).values())
    assert {b"somebody's, %d" % n for n in range(len(names))} <= after


@pytest.mark.parametrize("name", ALL)
def test_an_interrupted_run_goes_on(commands, name, tmp_path, monkeypatch):
    if name in OF_RESULTS[1:]:
        assert do(commands, "grade") == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("somebody's")
    replace, left = os.replace, iter(range(1))

    def interrupted(*paths, **more):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return replace(*paths, **more)

    with monkeypatch.context() as patch:
        patch.setattr(module.os, "replace", interrupted)
        assert do(commands, name) in (0, 130)
    assert not list(tmp_path.rglob("*.unfinished"))
    done = do(commands, name)
    if name == "nbgrader":  # no list, and some of its files: a new folder
        assert done == 2
        commands[name][0] = tmp_path / "new"
        done = do(commands, name)
    assert done == 0
    assert (tmp_path / "other" / "a.txt").read_text() == "somebody's"


@pytest.mark.parametrize("inside", ["", "week1"])
def test_results_do_not_lie_among_the_submissions(commands, inside, capsys):
    handed_in = commands["grade"][0]
    assert (
        main(["grade", str(handed_in), "--out", str(handed_in / inside)]) == 2
    )
    assert "would be graded the next time" in capsys.readouterr().err
    assert len(list(handed_in.iterdir())) == 1


def test_a_table_changed_by_hand_is_kept_and_named(commands, tmp_path, capsys):
    prepared(commands, "marks")
    table = tmp_path / "out" / "marks.csv"
    for number in (1, 2):
        table.write_text(f"changed by hand {number}")
        for _ in range(2):
            assert do(commands, "marks") == 0
        assert table.read_text("utf-8-sig").startswith("student,file")
        aside = table.with_name(f"marks.{number}.csv")
        assert aside.read_text() == f"changed by hand {number}"
        assert capsys.readouterr().err.count(str(aside)) == 1


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "make room"), (errno.EACCES, "who may write there")],
)
def test_a_failed_write_leaves_the_file_and_names_the_remedy(
    commands, tmp_path, monkeypatch, capsys, number, says
):
    prepared(commands, "marks")
    table = tmp_path / "out" / "marks.csv"
    table.write_text("changed by hand")

    def failed(file):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module.os, "fsync", failed)
    before = files(tmp_path)
    assert do(commands, "marks") == 2
    said = capsys.readouterr().err
    assert says in said and os.strerror(number) in said
    assert files(tmp_path) == before


def test_a_handout_takes_away_only_what_it_wrote_itself(
    commands, tmp_path, monkeypatch
):
    prepared(commands, "handout")
    out = tmp_path / "out"
    (out / "02.zip").write_bytes(b"somebody's")
    monkeypatch.setattr(zips, "zips", lambda *root: {"03.zip": {}})
    assert do(commands, "handout") == 0
    names = {path.name for path in out.iterdir()}
    assert names == {LIST, "02.zip", "03.zip", "book"}


def test_a_folder_or_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="is not a folder"):
        refuse_foreign(tmp_path / "file")
    written = Written(tmp_path / "out")
    (tmp_path / "out" / "marks.csv").mkdir()
    with pytest.raises(Refused, match="is a folder"):
        written.write("marks.csv", b"")
    with pytest.raises(Refused, match="a cannot be written"):
        write_whole(tmp_path / "file" / "a", b"")
    with pytest.raises(Refused, match="there already"):
        write_new({tmp_path / "new": b"", tmp_path / "file": b"other"})
    assert not (tmp_path / "new").exists()
