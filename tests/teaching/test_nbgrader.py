"""nbgrader itself accepts the assignments, grades them as expected, and validates them."""

import csv
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from book.reader.chapters import ROOT, read_notebook
from teaching.__main__ import main
from teaching.authoring.exercise import exercises
from teaching.exports.nbgrader import assignments
from teaching.handouts import leaks

pytestmark = [pytest.mark.thorough, pytest.mark.seconds(35)]

CHAPTER = "01_self_attention"
NOTEBOOK = f"{CHAPTER}.ipynb"
TOTAL = sum(exercise.points for exercise in exercises(CHAPTER))


def run(folder, command):
    """Run a command of the shell as a teacher does, in the activated environment."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["OMP_NUM_THREADS"] = "1"  # more collapse on a busy machine
    environment["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), environment["PATH"]]
    )
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )


def commands():
    """The blocks of commands of the README."""
    lines = (assignments.FILES / "README.md").read_text("utf-8")
    blocks = [b for b in lines.split("\n\n") if b.startswith("    ")]
    assert len(blocks) == 2
    return blocks


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """The assignment of one chapter, and its release as nbgrader made it."""
    folder = tmp_path_factory.mktemp("nbgrader") / "class"
    assert main(["nbgrader", str(folder), "--chapter", CHAPTER]) == 0
    done = run(folder, commands()[0])
    assert done.returncode == 0, done.stdout
    return folder


def hand_in(class_, student, answers, thrown_away=False):
    """Put a submission where nbgrader expects it: stub's id -> what is written there."""
    released = class_ / "release" / CHAPTER / NOTEBOOK
    notebook = nbformat.read(released, as_version=4)
    fill_in(notebook, answers, thrown_away)
    folder = class_ / "submitted" / student / CHAPTER
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / NOTEBOOK)
    return folder / NOTEBOOK


def fill_in(notebook, answers, thrown_away):
    """Write the answers; perhaps throw away the chapter's cells that the exercises do not need.

    Students do that too; and here it saves the time that those cells take.
    """
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    if thrown_away:
        places = [n for n, c in enumerate(notebook.cells) if is_locked(c)]
        gaps = [b - a for a, b in pairwise(places)]
        widest = gaps.index(max(gaps))  # from the last export to the exercises
        start, end = places[widest], places[widest + 1]
        kept = [
            c for c in notebook.cells[start:end] if "nbgrader" in c.metadata
        ]
        notebook.cells[start:end] = kept


def is_locked(cell):
    return cell.metadata.get("nbgrader", {}).get("locked", False)


def stubs():
    """Stub's id -> the exercise."""
    found = {}
    for cell in read_notebook(ROOT, f"chapters/{NOTEBOOK}").cells:
        if "grading" in cell.metadata:
            identity = cell.metadata.grading.id
            (found[cell.id],) = (
                e for e in exercises(CHAPTER) if e.id == identity
            )
    return found


def solutions():
    return {name: exercise.reference for name, exercise in stubs().items()}


NOISE = """
import sys


def noisy(answer):
    def call(*inputs):
        print("careful", file=sys.stderr)
        return answer(*inputs)

    return call


{name} = noisy({name})
"""


def one_wrong():
    """All solutions but one, which is a known wrong answer; and the points that this keeps.

    Another one warns at each call, which must cost nothing.
    """
    answers = solutions()
    for name, exercise in stubs().items():
        for wrong in exercise.wrong:
            if 0 < wrong.points < exercise.points:
                answers[name] = wrong.code
                other = next(each for each in answers if each != name)
                entry_point = stubs()[other].entry_point
                answers[other] += NOISE.format(name=entry_point)
                return answers, TOTAL - exercise.points + wrong.points
    raise AssertionError("no wrong answer keeps some points")


def test_the_release_holds_no_secret(class_):
    release = class_ / "release"
    hidden = {
        # Solution and stub are one cell here, so its id is no secret.
        line: place
        for line, place in leaks.secrets(ROOT).items()
        if not line.startswith('"')
    }
    assert leaks.leaks(release, ROOT, hidden) == []
    text = (release / CHAPTER / NOTEBOOK).read_text("utf-8")
    assert "BEGIN" not in text
    source = class_ / "source" / CHAPTER / NOTEBOOK
    assert leaks.leaks(source.parent, ROOT, hidden), "the search is blind"


def test_the_release_keeps_stubs_and_points(class_):
    released = class_ / "release" / CHAPTER / NOTEBOOK
    cells = {c.id: c for c in nbformat.read(released, as_version=4).cells}
    points = 0
    for name, exercise in stubs().items():
        assert cells[name].source.strip() == exercise.stub
        hidden = cells[f"points-{exercise.id}"]
        assert hidden.source == assignments.HIDDEN.splitlines()[0]
        points += hidden.metadata.nbgrader.points
    assert points == TOTAL


def test_nbgrader_gives_the_expected_marks(class_):
    hand_in(class_, "honest", solutions(), thrown_away=True)
    hand_in(class_, "stubs", {}, thrown_away=True)
    answers, kept = one_wrong()
    hand_in(class_, "partly", answers, thrown_away=True)
    broken = hand_in(class_, "broken", {})
    broken.write_text("")
    done = run(class_, commands()[1])
    assert done.returncode == 0, done.stdout
    assert "look at submitted/broken/" in done.stdout
    with (class_ / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    marks = {row["student_id"]: float(row["score"]) for row in rows}
    assert marks["honest"] == TOTAL
    assert marks["stubs"] == 0
    assert marks["partly"] == kept
    assert {float(row["max_score"]) for row in rows} == {TOTAL}


def test_validate_names_what_is_missing_and_nothing_else(class_):
    student = class_ / "at-home"
    shutil.copytree(class_ / "release" / CHAPTER, student)
    notebook = nbformat.read(student / NOTEBOOK, as_version=4)
    missing, *solved = stubs()
    answers = {name: solutions()[name] for name in solved}
    fill_in(notebook, answers, thrown_away=False)
    nbformat.write(notebook, student / NOTEBOOK)
    done = run(student, f"nbgrader validate {NOTEBOOK}")
    assert "VALIDATION FAILED ON 1 CELL" in done.stdout, done.stdout
    assert "NotImplementedError" in done.stdout
    assert f"write {stubs()[missing].entry_point}" in done.stdout


def test_the_hidden_tests_are_fair_draws(tmp_path, monkeypatch):
    drawn = []
    fair_case = assignments.fair_case

    def counted(exercise, seed):
        drawn.append((exercise.id, seed))
        return fair_case(exercise, seed)

    monkeypatch.setattr(assignments, "fair_case", counted)
    assignments.write_assignments(tmp_path, 5, [CHAPTER])
    assert drawn == [(each.id, 5) for each in exercises(CHAPTER)]
