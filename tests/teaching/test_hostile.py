"""Hostile submissions and honest students, graded in one class.

With -s the table of what was expected and what came is printed.
"""

import multiprocessing
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import psutil
import pytest

from teaching.grading.grade import grade
from teaching.jail import sandbox as jail
from teaching.jail.sandbox import MIB, Limits
from tests.teaching import classroom, in_jail
from tests.teaching.in_jail import as_user

if no_jail := jail.available():
    pytest.skip(
        f"no hostile submission was run: {no_jail}", allow_module_level=True
    )

from tests.teaching.hostile import code, files

pytestmark = pytest.mark.seconds(60)

SMALL = Limits(
    memory=1024 * MIB,
    address_space=8192 * MIB,
    resident=1536 * MIB,
    disk=16 * MIB,
    file_size=8 * MIB,
    processes=32,
    cpu_seconds=20,
    cell_seconds=1.5,
    call_seconds=1,
    total_seconds=60,
    restarts=6,
)
FIXED = [*code.ATTACKS, *files.ATTACKS]


def grade_class(folder):
    """Grade the whole class in two processes; give {name: result} and what was expected."""
    folder.mkdir()
    (folder / "alice.ipynb").write_bytes(code.HONEST["alice"][0])
    marks = folder / "marks.csv"
    marks.write_text("alice,7\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        attacks = [*FIXED, *code.thefts(folder, marks, port)]
        papers = [(f"{name} before", data) for name, (data, _) in _honest()]
        papers += [(each.name, each.data) for each in attacks]
        papers += [(f"{name} after", data) for name, (data, _) in _honest()]
        job = partial(grade, exam=classroom.exam(), limits=SMALL)
        # Spawned: the pool's processes must not inherit what pytest has opened.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            results = list(pool.map(job, [data for _, data in papers]))
    return attacks, dict(zip([n for n, _ in papers], results, strict=True))


def _honest():
    return code.HONEST.items()


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory):
    folder = tmp_path_factory.mktemp("teacher") / "class"
    os.environ["SECRET_OF_THE_TEACHER"] = "1"
    try:
        attacks, results = grade_class(folder)
    finally:
        del os.environ["SECRET_OF_THE_TEACHER"]
    print("\n" + table(attacks, results))
    return folder, {each.name: each for each in attacks}, results


def table(attacks, results):
    """Expected and got, as a table in Markdown."""
    lines = ["| submission | expected | got | said |", "|---|---|---|---|"]
    for each in attacks:
        result = results[each.name]
        got = f"{result.status}, {result.points}"
        said = " ".join(said_of(result).split())[:90].replace("|", "\\|")
        expected = f"{each.status}, {each.points}"
        lines.append(f"| {each.name} | {expected} | {got} | {said} |")
    for name, (_, points) in _honest():
        for when in ("before", "after"):
            got = results[f"{name} {when}"]
            lines.append(
                f"| {name} (honest), {when} the others | graded, {points} "
                f"| {got.status}, {got.points} | |"
            )
    return "\n".join(lines)


def said_of(result):
    """All that a result tells teacher and student."""
    told = [result.reason, *result.notes]
    for exercise in result.exercises:
        # Share is left alone by most: its note would stand in every line.
        if exercise.id != "small-share" or exercise.state == "answered":
            told += [
                exercise.note,
                *(t.observed for t in exercise.tests),
            ]
    return "; ".join(filter(None, told))


THEFTS = code.thefts("folder", "marks", 1)


@pytest.mark.parametrize("name", [each.name for each in [*FIXED, *THEFTS]])
def test_hostile_submission_gets_what_it_deserves(graded_class, name):
    _, attacks, results = graded_class
    result, attack = results[name], attacks[name]
    said = said_of(result)
    assert (result.status, result.points) == (
        attack.status,
        attack.points,
    ), said
    assert re.search(attack.says, said, re.DOTALL), said


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", code.HONEST)
def test_marks_of_honest_students_do_not_move(graded_class, name, when):
    _, _, results = graded_class
    result = results[f"{name} {when}"]
    assert (result.status, result.points) == (
        "graded",
        code.HONEST[name][1],
    )


# A class of tests, so that it may run beside the others.
@pytest.mark.thorough
@pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user has graded the class above"
)
class TestAsAnOrdinaryUser:
    """The jail of root is made in another way than that of a user; both must hold."""

    def test_all_of_this(self):
        options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
        words = [*as_user(), sys.executable, "-B", "-m", "pytest", *options]
        done = subprocess.run(
            [*words, __file__],
            cwd=in_jail.ROOT,
            env={**os.environ, "HOME": "/tmp"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"\d\d\d passed, 1 skipped", done.stdout)


def test_names_are_unique():
    names = [each.name for each in [*FIXED, *THEFTS]]
    assert len(set(names)) == len(names)


def test_whatever_loses_points_is_told_why(graded_class):
    _, attacks, results = graded_class
    for name, attack in attacks.items():
        if attack.points < code.FULL:
            assert said_of(results[name]), name


def test_nothing_outside_was_written(graded_class):
    folder, _, _ = graded_class
    assert sorted(p.name for p in folder.iterdir()) == [
        "alice.ipynb",
        "marks.csv",
    ]
    assert (folder / "marks.csv").read_text() == "alice,7\n"
    assert (folder / "alice.ipynb").read_bytes() == code.HONEST["alice"][0]


def test_nothing_runs_on(graded_class):
    running = [
        process
        for process in psutil.process_iter(["cmdline"])
        if code.DETACHED in (process.info["cmdline"] or [])
        or "/jail/teaching/jail/worker.py" in (process.info["cmdline"] or [])
    ]
    # Workers of tests beside this one end by themselves.
    _, alive = psutil.wait_procs(running, timeout=120)
    assert not alive
