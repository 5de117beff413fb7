"""The teacher's page: every command on it runs, in the order in which it stands there."""

import csv
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress

import psutil
import pytest

from book.reader.chapters import ROOT
from graded import check
from teaching.authoring.exercise import exercise, exercises
from teaching.jail import sandbox as jail

pytestmark = [pytest.mark.thorough, pytest.mark.seconds(130)]

PAGE = ROOT / "chapters" / "teaching.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENVIRONMENT = ROOT / ".venv"


def commands():
    """Return the page's commands as one script that stops at the first failure."""
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    return "set -e\n" + "\n".join(blocks)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built_book):
    """The book as a teacher has it after `make book`, in a separate folder."""
    folder = tmp_path_factory.mktemp("teacher") / "the-book"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if not (ROOT / name).is_file():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    # What `make book` has made: the environment, which must not be installed again, and the pages.
    (folder / ".venv").symlink_to(ENVIRONMENT)
    for name in ("pyproject.toml", "constraints.txt"):
        os.utime(folder / name, (0, 0))
    shutil.copytree(ROOT / "_build", folder / "_build", symlinks=True)
    return folder


@pytest.fixture(scope="module")
def listening():
    """The addresses on which something listened that the page's commands had started."""
    return set()


@pytest.fixture(scope="module")
def after(folder, handed_out_by_the_teacher, listening):
    """The folder after all commands of the page."""
    if not (ENVIRONMENT / ".ready-teaching").exists():
        pytest.skip(
            "the page's commands need the environment that make sets up"
        )
    if reason := jail.available():
        pytest.skip(f"no jail here: {reason}")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    process = subprocess.Popen(
        ["bash", "-c", commands()],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        # The scheduler keeps the output open: wait for the script itself.
        said = _wait(process)
        listening |= set(_listening(process.pid))
    finally:
        with suppress(ProcessLookupError):  # a script that failed early
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said[-4000:]
    handed_out_by_the_teacher.symlink_to(folder / "_build" / "class")
    return folder


def _wait(process):
    import threading

    lines = []
    reader = threading.Thread(
        target=lambda: lines.extend(process.stdout), daemon=True
    )
    reader.start()
    process.wait(timeout=900)
    reader.join(timeout=2)
    return "".join(lines)


def _listening(session):
    """Yield (program, IP address) for what listens in this session of processes."""
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session:
                for each in process.net_connections("inet"):
                    if each.status == psutil.CONN_LISTEN:
                        yield " ".join(process.cmdline()), each.laddr.ip
        except (OSError, psutil.Error):  # it has ended
            continue


def marks(path):
    """Student -> row of a marks.csv."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_the_pretend_class_gets_what_it_deserves(after):
    rows = marks(after / "week1" / "marks.csv")
    chapter = exercises("01_self_attention")
    whole = sum(each.points for each in chapter)
    half = sum(each.points for each in chapter[::2])
    kept = sum(each.wrong[0].points for each in chapter)
    got = {
        row["student"].split("_")[0]: row["points"] for row in rows.values()
    }
    expected = {
        "rightada": whole,
        "otherwaybo": whole,
        "halfcy": half,
        "mistakendi": kept,
        "endlessflo": whole - chapter[0].points,
    }
    for student, points in expected.items():
        assert float(got[student]) == points, student
    assert got["untouched" + "ed"] == ""  # nothing was handed in: no 0
    assert got["brokengil"] == ""  # its mark by hand was taken back


def test_what_the_page_says_of_a_check_is_what_a_check_says():
    each = exercise("self-attention-scores-of")
    wrong = next(w for w in each.wrong if w.name == "softmax")
    with pytest.raises(AssertionError) as raised:
        check(each.id, each.answer(wrong.code))
    said = re.sub(r"-?\d+\.\d+", "…", str(raised.value))  # last digits differ
    page = re.sub(r"-?\d+\.\d+", "…", PAGE.read_text("utf-8"))
    assert f"```text\n{said}\n```" in page


def test_everything_that_the_page_promises_is_there(after):
    handed_out = after / "_build" / "class"
    assert (handed_out / "01_self_attention.zip").is_file()
    assert (handed_out / "transformer-step-by-step.zip").is_file()
    assert (handed_out / "book" / "index.html").is_file()
    assert len(list((after / "week1" / "feedback").glob("*.html"))) == 7
    assert (after / "autograder.zip").is_file()
    assert (after / "assignments" / "source").is_dir()


def test_dask_listens_on_the_loopback_only(after, listening):
    """Anyone who reaches a scheduler or a worker can run code on it."""
    programs = " ".join(program for program, _ in listening)
    assert "dask scheduler" in programs
    assert "dask worker" in programs
    assert "multiprocessing" in programs  # the workers below their nannies
    assert {address for _, address in listening} == {
        *("127.0.0.1", "127.0.0.2")  # two machines, over TLS
    }


def test_feedback_names_the_mistake_and_shows_no_test(after):
    with (after / "week1" / "feedback.csv").open(
        newline="", encoding="utf-8-sig"
    ) as file:
        pages = {row["student"]: row["page"] for row in csv.DictReader(file)}
    page = pages["mistakendi_1004"]
    text = (after / "week1" / "feedback" / page).read_text("utf-8")
    assert "Perhaps: " in text
    assert "rightada" not in text
    for each in exercises("01_self_attention"):
        for code in (each.reference, *(test.driver for test in each.tests)):
            long = [ln.strip() for ln in code.splitlines() if len(ln) > 24]
            assert long and not [line for line in long if line in text]


@pytest.mark.parametrize("name", ["week1-again", "week1-tls"])
def test_other_machines_give_the_same_marks(after, name):
    again = after / name
    python = str(ENVIRONMENT / "bin" / "python")
    command = [python, "-m", "teaching", "marks", str(again)]
    subprocess.run(command, cwd=after, check=True)
    one, other = (marks(f / "marks.csv") for f in (after / "week1", again))
    assert {s: r["points"] for s, r in one.items()} == {
        s: r["points"] for s, r in other.items()
    }
