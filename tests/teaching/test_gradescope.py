"""The bundle for Gradescope writes a valid result for whatever is handed in."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest
import stub_grader

from teaching.exports.gradescope import bundle as gradescope
from teaching.exports.gradescope.programs.autograde import results
from teaching.grading.results import result_of
from teaching.jail import sandbox as jail
from tests.teaching.classroom import (
    MIX,
    SCORES,
    SHARE,
    WRONG_MIX,
    exam,
    submission,
)

EXAM = exam()
TOTAL = sum(case["points"] for case in EXAM["small"]["cases"])
SOLVED = submission(scores_of=SCORES, mix=MIX, share=SHARE)
NEARLY = submission(scores_of=SCORES, mix=MIX)  # needs no PyTorch: is quick
needs_jail = pytest.mark.skipif(
    bool(jail.available()), reason=f"no jail: {jail.available()}"
)


@pytest.fixture
def autograder(tmp_path):
    """Unpack a bundle as Gradescope does; gives its root."""

    def make(**settings):
        root = tmp_path / "autograder"
        files = gradescope.bundle(EXAM, **settings)
        gradescope.write_bundle(tmp_path / "bundle.zip", files)
        with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
            archive.extractall(root / "source")
        shutil.copy(root / "source" / "run_autograder", root)
        (root / "results").mkdir()
        (root / "submission").mkdir()
        return root

    return make


def start(root):
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["GRADER_PYTHON"] = sys.executable
    return subprocess.Popen(
        ["bash", str(root / "run_autograder"), str(root)],
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def result(root):
    """What Gradescope reads, checked against its specification."""
    shown = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert isinstance(shown["score"], int | float)
    assert isinstance(shown["output"], str)
    assert shown["stdout_visibility"] == "hidden"
    for test in shown["tests"]:
        assert isinstance(test["name"], str)
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert isinstance(test["output"], str)
    return shown


def run(root, **files):
    """Hand in these files (name without ending -> bytes), grade, give the result."""
    for name, data in files.items():
        (root / "submission" / f"{name}.ipynb").write_bytes(data)
    assert start(root).wait(timeout=120) == 0
    return result(root)


def assert_needs_human(shown, *reasons):
    assert shown["extra_data"]["status"] == "needs-human"
    assert shown["tests"][0]["name"] == "Needs a human"
    for reason in reasons:
        assert reason in shown["output"]
        assert reason in shown["tests"][0]["output"]


@needs_jail
def test_a_right_answer_gets_full_points(autograder):
    shown = run(autograder(), work=SOLVED)
    assert shown["score"] == TOTAL
    assert sum(test["score"] for test in shown["tests"]) == TOTAL
    assert {test["status"] for test in shown["tests"]} == {"passed"}
    assert shown["extra_data"] == {"status": "graded"}


@needs_jail
def test_a_wrong_answer_is_told_its_mistake(autograder):
    shown = run(autograder(), work=submission(scores_of=SCORES, mix=WRONG_MIX))
    assert shown["score"] == 2
    told = [t["output"] for t in shown["tests"] if "mix" in t["name"]]
    assert told
    assert all("Perhaps: this is columns" in text for text in told)


@needs_jail
def test_an_untouched_notebook_is_not_handed_in_rather_than_0(autograder):
    shown = run(autograder(), work=submission())
    assert_needs_human(shown, "counts as not handed in")
    _, *tests = shown["tests"]
    assert sum(test["max_score"] for test in tests) == TOTAL
    assert all("not answered" in test["output"] for test in tests)


@needs_jail
def test_a_crash_costs_its_own_exercise_only(autograder):
    crash = "import os\ndef mix(embeddings):\n    os._exit(0)\n"
    shown = run(autograder(), work=submission(scores_of=SCORES, mix=crash))
    assert shown["score"] == 2
    assert shown["extra_data"] == {"status": "graded"}


def test_what_is_not_one_notebook_needs_a_human(autograder):
    root = autograder()
    assert_needs_human(run(root, work=b""), "the file is empty")
    (root / "submission" / "work.ipynb").rename(
        root / "submission" / "essay.pdf"
    )
    (root / "submission" / "essay.pdf").write_bytes(b"%PDF-1.7")
    assert_needs_human(run(root), "a PDF, not a notebook")
    shown = run(root, one=SOLVED, two=submission())
    assert_needs_human(
        shown, "2 notebooks instead of one", "one.ipynb, two.ipynb"
    )
    shutil.rmtree(root / "submission")
    assert_needs_human(run(root), "there is no notebook")


@needs_jail
def test_the_same_notebook_twice_beside_another_file_is_one(autograder):
    root = autograder()
    (root / "submission" / "notes.txt").write_text("hello")
    assert run(root, one=NEARLY, two=NEARLY)["score"] == TOTAL - 1


@pytest.mark.parametrize(
    "file", ["exam.json", "settings.json", "autograde.py"]
)
def test_a_grader_that_fails_leaves_the_first_result(autograder, file):
    root = autograder()
    (root / "source" / file).write_text("{")
    assert_needs_human(run(root, work=SOLVED), "ended before it had a result")


@pytest.mark.parametrize("python", ["/no/python", sys.executable])
def test_a_grader_that_is_late_or_does_not_start_leaves_it(
    autograder, monkeypatch, python
):
    monkeypatch.setattr(sys, "executable", python)
    root = autograder(seconds=0.01)
    assert_needs_human(run(root, work=SOLVED), "ended before it had a result")


@needs_jail
def test_a_killed_grader_leaves_the_first_result(autograder):
    root = autograder()
    endless = "def mix(embeddings):\n    while True:\n        pass\n"
    (root / "submission" / "work.ipynb").write_bytes(submission(mix=endless))
    process = start(root)
    while not (root / "results" / "results.json").exists():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert_needs_human(result(root), "ended before it had a result")


def without_jail(root):
    """Make the bundle's jail say that there is none here."""
    module = root / "source" / "teaching" / "jail" / "sandbox.py"
    text = module.read_text("utf-8")
    text += '\n\ndef available():\n    return "none in this test"\n'
    module.write_text(text, "utf-8")
    return root


def test_without_a_jail_nothing_is_run(autograder):
    shown = run(without_jail(autograder()), work=SOLVED)
    assert_needs_human(shown, "there is no jail here", "none in this test")


def test_without_a_jail_an_unsafe_bundle_grades(autograder):
    shown = run(without_jail(autograder(unsafe=True)), work=NEARLY)
    assert shown["score"] == TOTAL - 1


def test_needs_human_keeps_the_points_that_are_certain():
    got = stub_grader.result(
        2, status="needs-human", reason="it forged a message"
    )
    shown = results(result_of(got))
    assert_needs_human(shown, "it forged a message")
    assert shown["score"] == 2
    assert [t["score"] for t in shown["tests"]] == [0, 2]


def test_the_bundle_holds_what_setup_and_grader_need_and_no_solution():
    files = gradescope.bundle(EXAM)
    folders = {file.rpartition("/")[0] for file in files}
    assert folders == {"", *gradescope.FOLDERS}
    for word in ("exercises/", "exercise.py", "case.py", "ipynb", ".pyc"):
        assert not [file for file in files if word in file]
    assert "/autograder/source/requirements.txt" in files["setup.sh"].decode()
    assert b"psutil" in files["requirements.txt"]


def test_the_scripts_are_bash_and_can_be_executed(autograder):
    root = autograder()
    for name in ("setup.sh", "run_autograder"):
        script = root / "source" / name
        assert script.read_bytes().startswith(b"#!/usr/bin/env bash\n")
        subprocess.run(["bash", "-n", script], check=True)
    with zipfile.ZipFile(root.parent / "bundle.zip") as archive:
        rights = archive.getinfo("run_autograder").external_attr >> 16
    assert rights & 0o111
