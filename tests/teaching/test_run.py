"""The runner: nothing is lost, nothing graded twice, no submission stops the class."""

import contextlib
import errno
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from collections import Counter
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest
import stub_grader as stub

from book.reader.chapters import ROOT
from teaching.classes import run as runs
from teaching.classes.job import Job
from teaching.classes.log import Log, read_log
from teaching.classes.machines import _refuse_open, dask_results
from teaching.classes.marks import marks_of
from teaching.classes.run import chapters_of
from teaching.grading.archives import Handed, collect
from teaching.refused import Refused
from tests.teaching import classroom

pytestmark = [
    pytest.mark.seconds(55),
    pytest.mark.skipif(
        sys.platform != "linux", reason="grading runs on Linux only"
    ),
]
HERE = Path(__file__).resolve().parent
JOB = Job(stub.grade, stub.EXAM)

RUN = """\
import sys
import stub_grader as stub
from teaching.classes.job import Job
from teaching.classes.run import run

if __name__ == "__main__":
    out, seconds, many, scheduler = sys.argv[1:]
    run(
        [stub.handed(f"s{n}", f"{n}.ipynb", f"sleep {seconds} {n}".encode())
         for n in range(int(many))],
        out,
        Job(stub.grade, stub.EXAM),
        scheduler=scheduler or None,
    )
"""


def environment(**more):
    path = os.pathsep.join([str(ROOT), str(HERE)])
    return {**os.environ, "PYTHONPATH": path, **more}


@pytest.fixture(autouse=True)
def trace(tmp_path, monkeypatch):
    """The file in which every job that runs leaves a line."""
    path = tmp_path / "trace"
    path.touch()
    monkeypatch.setenv("STUB_TRACE", str(path))
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    return path


@pytest.fixture
def out(tmp_path):
    """The folder of results."""
    return tmp_path / "out"


def run(submissions, out, job, **more):
    """Grade these: each a Handed, or (student, file name, content)."""
    handed = [
        each if isinstance(each, Handed) else stub.handed(*each)
        for each in submissions
    ]
    return runs.run(handed, out, job, **more)


def hand_in(**texts):
    return [
        (student, f"{student}.ipynb", text.encode())
        for student, text in texts.items()
    ]


def results(out):
    """student -> result."""
    gradebook = read_log(out)
    return {
        student: gradebook.result_of(sha256)
        for (student, _), sha256 in gradebook.submissions.items()
    }


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_a_class_is_graded_and_a_second_run_does_nothing(out, trace):
    class_ = hand_in(ada="points 2", ben="points 1", cem="points 1")
    assert run(class_, out, JOB) == 2  # the same content is one job
    points = {student: got.points for student, got in results(out).items()}
    assert points == {"ada": 2, "ben": 1, "cem": 1}
    before = (out / "log.jsonl").read_bytes()
    assert run(class_, out, JOB) == 0
    assert (out / "log.jsonl").read_bytes() == before
    assert sorted(trace.read_text().splitlines()) == ["points 1", "points 2"]


def test_another_exam_of_the_chapter_grades_again(tmp_path):
    out, class_ = tmp_path / "out", hand_in(ada="points 1")
    run(class_, out, JOB)
    for cases in ([], [1]):  # of another chapter
        exam = stub.EXAM | {"02": {"cells": [], "cases": cases}}
        assert run(class_, out, Job(stub.grade, exam)) == 0
    other = {**stub.EXAM[stub.CHAPTER], "cases": [1]}
    changed = Job(stub.grade, {stub.CHAPTER: other})
    assert run(class_, out, changed) == 1
    assert run(class_, out, changed) == 0
    assert run(class_, out, JOB) == 0  # what it got then


def test_only_chapters_that_were_handed_in_need_an_exam():
    cells = classroom.exam()
    cells["other"] = {"cells": []}
    good = classroom.submission(mix=classroom.MIX)
    handed = [
        Handed("ada", "a.ipynb", lambda: good),
        Handed("ben", "b.pdf", lambda: b"%PDF"),
        Handed("cem", "c.ipynb", bytes, trouble="a pipe"),
    ]
    assert chapters_of(handed, cells) == {"small"}
    assert chapters_of(handed[1:], cells) == set()


def test_processes_that_die_cost_no_one_else(out, trace):
    honest = {f"s{n}": f"points 1 {n}" for n in range(6)}
    run(hand_in(a="die 1", b="die 2", **honest), out, JOB)
    got = results(out)
    assert {got.pop(each).status for each in "ab"} == {"needs-human"}
    assert {r.points for r in got.values()} == {1}
    done = Counter(trace.read_text().splitlines())
    assert {done["die 1"], done["die 2"]} == {2}


@pytest.mark.parametrize("deaths", [[1, 2], [2], [1, 3, 4]])
def test_a_process_killed_while_it_starts_is_started_again(
    tmp_path, monkeypatch, deaths
):
    start, started = SpawnProcess.start, []

    def start_and_perhaps_kill(process):
        start(process)
        started.append(process)
        if len(started) in deaths:
            process.kill()

    monkeypatch.setattr(SpawnProcess, "start", start_and_perhaps_kill)
    class_ = hand_in(**{f"s{n}": f"points 1 {n}" for n in range(4)})
    assert run(class_, tmp_path / "out", JOB) == 4
    assert {r.points for r in results(tmp_path / "out").values()} == {1}
    assert len(started) == 2 + len(deaths)


SLOW_TO_START = """\
import time
from multiprocessing.context import SpawnProcess

start, started = SpawnProcess.start, []


def start_slowly(process):
    start(process)
    if started:
        time.sleep(0.5)
    started.append(process)


SpawnProcess.start = start_slowly
"""


def test_a_process_may_die_while_another_is_started(tmp_path):
    out = tmp_path / "out"
    script = tmp_path / "run_it.py"
    script.write_text(
        SLOW_TO_START
        + RUN.replace(
            'f"sleep {seconds} {n}"', '("die" if n == 0 else f"points 1 {n}")'
        )
    )
    subprocess.run(
        [sys.executable, script, out, "0", "5", ""],
        env=environment(),
        timeout=60,
        check=True,
    )
    status = {s: r.status for s, r in results(out).items()}
    assert status.pop("s0") == "needs-human"
    assert len(status) == 4


# Only what counts is graded -------------------------------------------------------------------


CLASSROOM = classroom.exam()
CLASSROOM["small"]["cells"].pop()  # its question in words
COUNTED = Job(stub.grade_and_count, CLASSROOM)


def attempts(student, count):
    """So many files of one student, each with another answer to the same chapter."""
    return [
        (
            student,
            f"{number}.ipynb",
            classroom.submission(mix=f"{classroom.MIX}# {number}"),
        )
        for number in range(count)
    ]


def test_only_the_last_file_of_a_chapter_is_graded(out, trace):
    class_ = [*attempts("ada", 50), *attempts("ben", 1)]
    # Of ada the last; ben has handed in what is her first.
    assert run(class_, out, COUNTED) == 2
    marks = marks_of(read_log(out))
    ada = [mark for mark in marks if mark.student == "ada"]
    assert [m.file for m in ada if m.counts] == ["49.ipynb"]
    assert ada[-1].points == 1
    assert {m.reason for m in ada[1:-1]} == {"not graded: a later file counts"}
    assert run(class_, out, COUNTED) == 0


def test_a_replaced_file_that_counts_again_is_graded(out):
    assert run(attempts("ada", 2), out, COUNTED) == 1
    later = [("ada", "0.ipynb", classroom.submission(mix=classroom.MIX))]
    assert run(later, out, COUNTED) == 1
    (counts,) = [m for m in marks_of(read_log(out)) if m.counts]
    assert counts.file == "0.ipynb"
    # An untouched file keeps no answer from being graded.
    class_ = [*attempts("ben", 1), ("ben", "2.ipynb", classroom.submission())]
    assert run(class_, out, COUNTED) == 2


def test_the_files_of_one_student_share_the_time(out, trace):
    class_ = [("ada", f"{n}.ipynb", b"{%d" % n) for n in range(36)]
    run([*class_, ("ben", "1.ipynb", b"[1]")], out, COUNTED)
    assert Counter(trace.read_text().split()) == {"50": 36, "300": 1}


def test_contents_are_not_all_in_memory_at_once(tmp_path):
    read = []

    def content(number):
        read.append(number)
        return b"{%d" % number + b" " * 2**20

    class_ = [
        Handed(f"s{n}", "a.ipynb", partial(content, n)) for n in range(40)
    ]
    tracemalloc.start()
    try:
        run(class_, tmp_path / "out", COUNTED, jobs=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12 * 2**20
    assert len(read) == 80  # to hash it, and to grade it


def test_files_are_read_zip_by_zip_though_they_are_entered_by_their_names(
    tmp_path, out, opened_zips
):
    """Or a zip is opened for each of its files: ten of them held up a class for minutes."""
    folder = tmp_path / "class"
    folder.mkdir()
    for student in range(4):
        with zipfile.ZipFile(folder / f"s_{student}_1_a.zip", "w") as archive:
            for n in range(20):
                archive.writestr(f"{n}.ipynb", b"{%d%d" % (student, n))
    handed = collect(folder)
    opened_zips.clear()
    assert run(handed, out, COUNTED) == 80
    assert len(opened_zips) <= 3 * 4  # to hash, to recognise and to grade
    arrived = [file for _, file in read_log(out).submissions]
    assert arrived[:5] == ["0.ipynb"] * 4 + ["1.ipynb"]


def test_later_attempts_come_later_whatever_the_order(out):
    files = [
        "a_1_70_hw-10.ipynb",
        "a_LATE_1_80_hw-2.ipynb",
        "a_1_9_hw-3.ipynb",
        f"a_1_80_hw-{'9' * 5000}.ipynb",
    ]
    run([("a", file, file.encode()) for file in files], out, JOB)
    arrived = [file for _, file in read_log(out).submissions]
    assert arrived == [files[2], files[0], files[1], files[3]]


def test_two_files_of_one_name_are_both_kept(out):
    class_ = [
        ("ada", "hw.ipynb", b"points 1"),
        ("ada", "hw.ipynb", b"points 2"),
    ]
    run([*class_, class_[0]], out, JOB)
    assert [file for _, file in read_log(out).submissions] == [
        "hw.ipynb",
        "hw.ipynb (2)",
    ]
    before = (out / "log.jsonl").read_bytes()
    run(class_, out, JOB)
    assert (out / "log.jsonl").read_bytes() == before


def test_a_worker_without_a_jail_stops_the_run(tmp_path):
    job = Job(stub.grade_without_a_jail, stub.EXAM)
    with pytest.raises(Refused, match="there is no jail"):
        run(hand_in(ada="points 1"), tmp_path / "out", job)
    assert read_log(tmp_path / "out").results == {}


def test_a_fault_needs_a_human_and_may_be_graded_again(tmp_path, trace):
    out = tmp_path / "out"
    class_ = [
        *hand_in(ada="raise", bo="nonsense", cy="points 2"),
        *hand_in(di=f"die once {tmp_path / 'died'}"),
        Handed("ed", "e.ipynb", trouble="it is a link"),
    ]
    assert run(class_, out, JOB) == 4  # what is no file is not graded
    got = {each: (r.status, r.reason) for each, r in results(out).items()}
    assert (tmp_path / "died").exists()
    assert got["cy"] == got["di"] == ("graded", "")
    for student, reason in {
        "ada": "RuntimeError: a fault",
        "bo": "no result",
        "ed": "it is a link",
    }.items():
        assert got[student][0] == "needs-human"
        assert reason in got[student][1]
    assert run(class_, out, JOB) == 0
    assert run(class_, out, JOB, again=True) == 2
    done = Counter(trace.read_text().split("\n"))
    assert (done["raise"], done["nonsense"], done["points 2"]) == (2, 2, 1)


def test_workers_that_cannot_start_are_no_fault_of_the_class(
    tmp_path, monkeypatch, capfd
):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # no stub_grader there
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p != str(HERE)])
    with pytest.raises(Refused, match="do not start"):
        run(hand_in(ada="points 1"), tmp_path / "out", JOB)
    assert read_log(tmp_path / "out").results == {}


# The log -------------------------------------------------------------------------------------


def test_every_place_to_be_cut_off_is_survived(out):
    with Log(out) as log:
        log.append({"exams": {"01": "c"}})
        log.append({"student": "ada", "file": "a", "sha256": "1"})
        log.append({"exam": "c", "sha256": "1", "result": stub.result()})
    path = out / "log.jsonl"
    log_of_all = path.read_bytes()
    for cut in range(len(log_of_all) + 1):
        path.write_bytes(log_of_all[:cut])
        with Log(out) as log:
            log.append({"student": "ben", "file": "b", "sha256": "2"})
        assert ("ben", "b") in read_log(out).submissions
        assert len(read_log(out).results) == (cut == len(log_of_all))


class FullDisk:
    """The module ``os``, on whose disk so many bytes have room."""

    def __init__(self, room):
        self.room = room

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, file, data):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = os.write(file, data[: self.room])
        self.room -= written
        return written


def test_a_full_disk_is_one_clear_line_and_loses_nothing(out, monkeypatch):
    class_ = hand_in(**{f"s{n}": f"points 1 {n}" for n in range(4)})
    with monkeypatch.context() as patch:
        patch.setattr("teaching.classes.log.os", FullDisk(2000))
        with pytest.raises(Refused, match=r"No space left.*Remedy: make"):
            run(class_, out, JOB)
    kept = len(read_log(out).results)
    assert 0 < kept < 4
    assert run(class_, out, JOB) == 4 - kept
    assert len(read_log(out).results) == 4


def test_a_damaged_line_is_named(out):
    run(hand_in(ada="points 1"), out, JOB)
    path = out / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"{]\n" + b"".join(lines[1:]))
    with pytest.raises(Refused, match=r"line 2 is damaged.*move the line"):
        read_log(out)


def test_one_writer_at_a_time(tmp_path):
    with (
        Log(tmp_path / "out"),
        pytest.raises(Refused, match="another run is writing"),
        Log(tmp_path / "out"),
    ):
        pass
    with Log(tmp_path / "out"):
        pass


def test_no_log_no_class(tmp_path):
    with pytest.raises(Refused, match="make grade SUBMISSIONS="):
        read_log(tmp_path)


def test_a_changed_file_arrives_again(out):
    run(hand_in(ada="points 2", ben="points 1"), out, JOB)
    run(hand_in(ada="points 0"), out, JOB)
    assert results(out)["ada"].points == 0
    assert list(results(out)) == ["ben", "ada"]
    run(hand_in(ada="points 2"), out, JOB)
    assert results(out)["ada"].points == 2


def test_an_earlier_file_that_comes_alone_is_the_latest_attempt(tmp_path):
    """A student takes the second attempt back: the platform gives the first again."""
    first, second = (
        ("ada", f"{name}.ipynb", f"points {points}".encode())
        for name, points in (("a", 2), ("b", 1))
    )
    for class_, latest in (
        ([first], "a.ipynb"),
        ([second], "b.ipynb"),
        ([first], "a.ipynb"),
        ([first, second], "a.ipynb"),  # nothing new has come
    ):
        run(class_, tmp_path / "out", JOB)
        *_, (_, file) = read_log(tmp_path / "out").submissions
        assert file == latest
    before = (tmp_path / "out" / "log.jsonl").read_bytes()
    run([first, second], tmp_path / "out", JOB)
    assert (tmp_path / "out" / "log.jsonl").read_bytes() == before


def test_file_names_that_are_no_text_are_kept(out):
    run([("M\udcfcller", "\udcff.ipynb", b"points 1")], out, JOB)
    assert list(read_log(out).submissions) == [("M\udcfcller", "\udcff.ipynb")]


# Killed and started again --------------------------------------------------------------------


def start(out, seconds, many, scheduler=""):
    script = out.parent / "run_it.py"
    script.write_text(RUN)
    return subprocess.Popen(
        [sys.executable, script, out, str(seconds), str(many), scheduler],
        env=environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Tests that run in the background of a shell are deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def graded(out):
    path = out / "log.jsonl"
    raw = path.read_bytes() if path.exists() else b""
    return raw.count(b'"result"')


def alive(session):
    """The processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(path.parent.name)
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_goes_on(out, trace, how):
    process = start(out, 0.3, 12)
    wait_for(lambda: graded(out) >= 3)
    if how == signal.SIGINT:  # a terminal's Ctrl-C reaches all of them
        os.killpg(process.pid, how)
    else:
        process.kill()
    process.wait(30)
    wait_for(lambda: not alive(process.pid), 30)  # no worker stays behind
    kept = graded(out)
    assert 3 <= kept < 12
    process = start(out, 0.3, 12)
    assert process.wait(120) == 0, process.stderr.read().decode()
    lines = (out / "log.jsonl").read_bytes().splitlines()
    done = Counter(
        record["sha256"]
        for record in map(json.loads, lines)
        if "result" in record
    )
    assert len(done) == 12
    assert set(done.values()) == {1}
    # What was in the log was not run again: only the two in work may have.
    assert len(trace.read_text().splitlines()) <= 12 + 2


def test_ctrl_c_of_the_parent_alone_ends_the_workers(tmp_path):
    out = tmp_path / "out"
    process = start(out, 60, 4)
    wait_for(lambda: len(alive(process.pid)) >= 3)
    wait_for(lambda: (tmp_path / "trace").stat().st_size > 0)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    wait_for(lambda: not alive(process.pid), 30)
    assert graded(out) == 0


# Dask ----------------------------------------------------------------------------------------


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
    running = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        protocol="tcp://",
    )
    yield running
    # Dask cannot join a worker that is just being started again after its death.
    with contextlib.suppress(AssertionError):
        running.close()


def test_dask_grades_the_same(tmp_path, cluster, trace):
    class_ = hand_in(
        ada="points 2", ben="points 1", cem="points 1", dan="raise"
    )
    here, there = tmp_path / "here", tmp_path / "there"
    run(class_, here, JOB)
    assert run(class_, there, JOB, scheduler=cluster.scheduler_address) == 3
    assert results(there) == results(here)
    assert run(class_, there, JOB, scheduler=cluster.scheduler_address) == 0


@pytest.mark.thorough
def test_dask_is_sent_a_few_contents_at_a_time(cluster):
    read = []

    def content(number):
        read.append(number)
        return f"points 1 {number}".encode()

    contents = {
        str(n): (Handed(f"s{n}", "a.ipynb", partial(content, n)), 60)
        for n in range(40)
    }
    # Two workers: what each has in work, what waits for it, and the one that came back.
    came = []
    for sha256, *_ in dask_results(JOB, contents, cluster.scheduler_address):
        came.append(sha256)
        assert len(read) - len(came) <= 4
    assert sorted(came, key=int) == list(contents)
    assert read == list(range(40))


def test_dask_survives_a_worker_killed_in_the_middle(out, cluster):
    class_ = hand_in(**{f"s{n}": f"sleep 0.3 {n}" for n in range(12)})
    killed = []

    def kill_one():
        wait_for(lambda: graded(out) >= 3)
        pid = next(iter(cluster.workers.values())).pid
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    thread = threading.Thread(target=kill_one)
    thread.start()
    run(class_, out, JOB, scheduler=cluster.scheduler_address)
    thread.join()
    assert killed
    got = results(out)
    assert len(got) == 12
    assert {r.status for r in got.values()} == {"graded"}
    assert graded(out) == 12


@pytest.mark.thorough
def test_dask_gives_a_killer_up(out, cluster):
    run(
        hand_in(killer="die", ada="points 2"),
        out,
        JOB,
        scheduler=cluster.scheduler_address,
    )
    got = results(out)
    assert got["killer"].status == "needs-human"
    assert re.match(
        r"[0-9]+ workers died one after another", got["killer"].reason
    )
    assert got["ada"].points == 2


@pytest.mark.thorough
def test_workers_of_another_environment_stop_the_run(tmp_path, cluster):
    """A class must not need a human because a machine lacks the book."""
    path = tmp_path / "only_here.py"
    path.write_text(
        "def grade(data, exam, unsafe=False, seconds=None):\n    return {}\n"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        import only_here

        with pytest.raises(Refused, match="a worker cannot grade"):
            run(
                hand_in(ada="points 1"),
                tmp_path / "out",
                Job(only_here.grade, stub.EXAM),
                scheduler=cluster.scheduler_address,
            )
    finally:
        sys.path.remove(str(tmp_path))
    assert read_log(tmp_path / "out").results == {}


def make_keys(folder):
    """Make a certificate and its key by the command of the teacher's page; return their folder."""
    page = (ROOT / "chapters" / "teaching.md").read_text("utf-8")
    command = re.search("^openssl .*$", page, re.MULTILINE)[0]
    (folder / "keys").mkdir()
    subprocess.run(
        command, shell=True, cwd=folder, check=True, capture_output=True
    )
    return folder / "keys"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return make_keys(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory, keys):
    """What someone has who knows the certificate, as all who listen do, but not its key."""
    own = make_keys(tmp_path_factory.mktemp("stranger"))
    return distributed_security(own, ca=keys)


def distributed_security(keys, ca=None):
    import distributed

    pair = {"cert": str(keys / "cert.pem"), "key": str(keys / "key.pem")}
    return distributed.Security(
        tls_ca_file=str((ca or keys) / "cert.pem"),
        require_encryption=True,
        **{
            f"tls_{role}_{what}": path
            for role in ("client", "scheduler", "worker")
            for what, path in pair.items()
        },
    )


@pytest.fixture
def encrypted(keys):
    """A scheduler and a worker that speak TLS alone: their addresses."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        dashboard_address=None,
        protocol="tls://",
        security=distributed_security(keys),
    ) as running:
        yield running.scheduler_address, running.workers[0].worker_address


def test_over_tls_nobody_comes_in_without_the_key(
    tmp_path, encrypted, keys, stranger, monkeypatch
):
    import dask
    import distributed

    scheduler, worker = encrypted
    monkeypatch.setattr("teaching.classes.machines.WAIT", 5)
    class_ = hand_in(ada="points 2", ben="points 1")
    for address in (scheduler, scheduler.replace("tls", "tcp")):
        with pytest.raises(
            Refused, match=r"no Dask scheduler answers|needs a certificate"
        ):
            run(class_, tmp_path / "out", JOB, scheduler=address)
    # Dask's own assertion fails where its thread is slow to start.
    refused = (OSError, AssertionError)
    for address in (scheduler, worker):
        with pytest.raises(refused):
            distributed.Client(address.replace("tls", "tcp"), timeout=2)
        with pytest.raises(refused):
            distributed.Client(address, security=stranger, timeout=2)
    pair = {"cert": str(keys / "cert.pem"), "key": str(keys / "key.pem")}
    tls = {f"client.{what}": path for what, path in pair.items()}
    tls |= {"ca-file": pair["cert"]}
    with dask.config.set(
        {f"distributed.comm.tls.{name}": path for name, path in tls.items()}
    ):
        assert run(class_, tmp_path / "out", JOB, scheduler=scheduler) == 2
    assert results(tmp_path / "out")["ada"].points == 2


LOOPBACK = "tcp://127.0.0.1:8786"


@pytest.mark.parametrize(
    ("scheduler", "worker", "nanny", "refused"),
    [
        (LOOPBACK, LOOPBACK, LOOPBACK, False),
        (LOOPBACK, LOOPBACK, None, False),
        (LOOPBACK, "tcp://[::1]:4000", LOOPBACK, False),
        ("tls://192.0.2.1:8786", "tls://192.0.2.2:4000", None, False),
        ("tcp://192.0.2.1:8786", LOOPBACK, LOOPBACK, True),
        (LOOPBACK, "tcp://192.0.2.2:4000", LOOPBACK, True),
        (LOOPBACK, LOOPBACK, "tcp://192.0.2.2:4000", True),
        ("tcp://name:8786", LOOPBACK, LOOPBACK, True),
        ("ws://192.0.2.1:8786", LOOPBACK, LOOPBACK, True),
    ],
)
def test_addresses_that_others_can_reach_are_refused(
    scheduler, worker, nanny, refused
):
    info = {"address": scheduler, "workers": {worker: {"nanny": nanny}}}
    if not refused:
        return _refuse_open(info)
    with pytest.raises(Refused, match=r"open to everyone.*Remedy: --host"):
        _refuse_open(info)


def test_no_workers_and_no_scheduler_are_one_clear_line_each(
    tmp_path, monkeypatch
):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("teaching.classes.machines.WAIT", 1)
    class_, out = hand_in(ada="points 1"), tmp_path / "out"
    with (
        distributed.LocalCluster(
            n_workers=0, dashboard_address=None, protocol="tcp://"
        ) as cluster,
        pytest.raises(Refused, match="has no workers"),
    ):
        run(class_, out, JOB, scheduler=cluster.scheduler_address)
    with pytest.raises(Refused, match="no Dask scheduler answers"):
        run(class_, out, JOB, scheduler="tcp://127.0.0.1:9")
