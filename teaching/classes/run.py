"""Grades a class: a list of independent jobs, a log of what is done.

The same job runs in a pool of processes on this machine, or under Dask on many. Only the parent
writes. What is in the log is not graded again, so a run may be stopped, killed and restarted.
"""

import hashlib
import ipaddress
import json
import multiprocessing
import os
import re
import signal
import sys
import threading
import time
import uuid
from collections import Counter, deque
from concurrent.futures import (
    FIRST_COMPLETED,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from tqdm import tqdm

from teaching.classes.log import Log
from teaching.classes.rubric import free_text_of
from teaching.jail.sandbox import NoJail, exposed
from teaching.jail.submission import (
    Handed,
    Unreadable,
    answers_of,
    chapter_of,
    read_submission,
)
from teaching.refused import Refused

STATUSES = ("graded", "needs-human")
MOST_SECONDS = 300.0  # for one file
MOST_OF_STUDENT = 1800.0  # seconds for all files of one student


class RunError(Refused):
    """The run cannot begin or go on; the message names cause and remedy."""


@dataclass(frozen=True)
class Job:
    """What every job needs besides the content; pickled once for each worker.

    ``grade(data, exam, unsafe=..., seconds=...)`` must be a module's function, so that workers
    find it.
    """

    grade: object
    exam: dict
    unsafe: bool = False

    def __call__(self, data, most):
        """Grade one content in at most so many seconds; return (result, seconds).

        Raises NoJail only: anything else that goes wrong in the grader needs a human. So any
        other error that comes from a worker is the machinery's, and no submission is to blame.
        """
        start = time.monotonic()
        try:
            result = self.grade(
                data, self.exam, unsafe=self.unsafe, seconds=most
            )
            result = _checked(result, self.exam)
        except NoJail:
            raise
        except Exception as error:
            result = needs_human(
                f"the grader itself failed: {type(error).__name__}: {error}"
            )
        return result, time.monotonic() - start


def needs_human(reason):
    """Return the result of a submission that could not be graded."""
    return {
        "status": "needs-human",
        "reason": reason,
        "chapter": "",
        "points": 0,
        "max_points": 0,
        "notes": [],
        "exercises": [],
        "texts": {},
    }


def hashes_of(exam):
    """Return the hash of each chapter that is drawn: another exam means other marks.

    "" is for a file that belongs to no chapter: which one it is, the handed-out cells say.
    """
    drawn = {name: each for name, each in exam.items() if "cases" in each}
    drawn[""] = {name: each["cells"] for name, each in exam.items()}
    return {name: _hash_of(each) for name, each in drawn.items()}


def _hash_of(value):
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def run(submissions, out, job, *, jobs=2, scheduler=None, again=False):
    """Grade what is not graded yet; return when all of it is in the log.

    Parameters
    ----------
    submissions : list of Handed, or of (student, file name, content as bytes)
        The contents are read one at a time.
    out : path
        The folder of the log; made if it does not exist.
    job : Job
    jobs : int
        Processes on this machine.
    scheduler : str or None
        The address of a Dask scheduler, to use its workers instead.
    again : bool
        Grade again those that need a human.

    Returns
    -------
    int
        How many contents were graded now. Equal contents are one job, whoever handed them in.

    Raises
    ------
    LogError, RunError
    """
    with Log(out) as log:
        exams = hashes_of(job.exam)
        gradebook = log.gradebook
        if gradebook.exams != gradebook.exams | exams:
            log.append({"exams": exams})
        read = {}  # SHA-256 -> what reads the content
        arrivals = list(_in_order(submissions))
        here = {(each.student, each.file) for each in arrivals}
        last = {known[0]: known for known in gradebook.submissions}
        for each in arrivals:
            arrived = (each.student, each.file)
            # Where the student's latest file is not here, what is here is later, known or not.
            new = last.get(each.student, arrived) not in here
            if new or gradebook.submissions.get(arrived) != each.sha256:
                log.append(
                    {
                        "student": each.student,
                        "file": each.file,
                        "sha256": each.sha256,
                    }
                )
            earlier = gradebook.result_of(each.sha256)
            if earlier is None or (
                again and earlier["status"] == "needs-human"
            ):
                read[each.sha256] = each.handed
        contents = _that_count(log, read, exams, job.exam)
        if scheduler:
            results = dask_results(job, contents, scheduler)
        else:
            results = pool_results(job, contents, jobs)
        with (
            closing(results),
            tqdm(total=len(contents), unit="file", disable=None) as bar,
        ):
            for sha256, result, seconds in results:
                log.append(
                    {
                        "sha256": sha256,
                        "exam": exams.get(result["chapter"], exams[""]),
                        "seconds": round(seconds, 2),
                        "result": result,
                    }
                )
                bar.update()
        return len(contents)


def _that_count(log, read, exams, material):
    """Return {SHA-256: (what reads it, seconds)} for the contents whose mark may count.

    Of one student's files that answer a chapter only the last is graded. What has trouble needs a
    human without being graded.
    """
    gradebook = log.gradebook
    files = Counter(student for student, _ in gradebook.submissions)
    last = {}  # (student, chapter) -> SHA-256; each file without a chapter stands for itself
    for (student, file), sha256 in gradebook.submissions.items():
        if sha256 not in read:
            chapter = gradebook.chapter_of(sha256)
        elif read[sha256].trouble or files[student] == 1:
            chapter = None
        else:
            chapter = _chapter(read[sha256], material)
            if chapter != gradebook.chapter_of(sha256):
                log.append({"sha256": sha256, "chapter": chapter})
        last[student, chapter or (file,)] = sha256
    counting = {}
    for student, _ in last:
        counting[student] = counting.get(student, 0) + 1
    contents = {}
    for (student, _), sha256 in last.items():
        if sha256 not in read:
            continue
        handed = read[sha256]
        if handed.trouble:
            record = {"sha256": sha256, "exam": exams[""], "seconds": 0.0}
            log.append(record | {"result": needs_human(handed.trouble)})
            continue
        most = min(MOST_SECONDS, MOST_OF_STUDENT / counting[student])
        contents[sha256] = handed, most
    return contents


def chapters_of(submissions, handed_out):
    """Return the chapters of what was handed in: their exams are needed.

    Parameters
    ----------
    submissions : list of Handed
    handed_out : dict
        ``{chapter: {"cells": [...]}}``.
    """
    found = set()
    for handed in submissions:
        with suppress(Unreadable):
            submission = read_submission(_data(handed))
            found.add(chapter_of(submission, handed_out))
    return found


def _chapter(handed, material):
    """Return the chapter that a file answers; None if it answers none, or nothing in it."""
    try:
        submission = read_submission(handed.data)
        chapter = chapter_of(submission, material)
        answers = answers_of(submission, chapter, material[chapter]["cells"])
    except Unreadable:
        return None
    worked = "answered" in answers.states.values() or any(
        answers.texts.values()
    )
    return chapter if worked else None


def _data(handed):
    try:
        return handed.data
    except OSError as error:
        raise RunError(
            f"{handed.file} of {handed.student} can no longer be read "
            f"({error}). What is graded is kept. Remedy: put it back and give "
            "the same command."
        ) from error


def refuse_what_is_seen(*paths):
    """Refuse a folder that student code could read; raises RunError."""
    for path in paths:
        if folder := exposed(path):
            raise RunError(
                f"{path} lies in {folder}, which the jail must show to "
                "student code: every student could read what is in it. "
                "Remedy: another place, such as a folder in your home."
            )


def refuse_results_in(submissions, out):
    """Refuse results among the submissions, which the next run would take for some."""
    inside, outside = out.resolve(), submissions.resolve()
    if inside == outside or outside in inside.parents:
        raise RunError(
            f"{out} lies in {submissions}: what is written there would be "
            "graded the next time. Remedy: another folder for the results."
        )


class Arrived(NamedTuple):
    """A file that was handed in, with the hash of its content."""

    student: str
    file: str
    sha256: str
    handed: Handed


def _in_order(submissions):
    """Sort by file name, with numbers as numbers, so that later attempts come later.

    Files of one student with the same name (from several folders) get a number.
    """

    def age(handed):
        # Canvas writes LATE between name and number of some attempts.
        parts = re.split(r"([0-9]+)", handed.file.replace("_LATE_", "_"))
        parts[1::2] = [
            (len(n), n) for n in (p.lstrip("0") for p in parts[1::2])
        ]
        return parts

    handed_in = [
        each
        if isinstance(each, Handed)
        else Handed(each[0], each[1], partial(bytes, each[2]))
        for each in submissions
    ]
    taken = {}
    for each in sorted(handed_in, key=age):
        hashes = taken.setdefault((each.student, each.file), [])
        content = (
            b"trouble: " + each.trouble.encode() if each.trouble else each.data
        )
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 not in hashes:
            hashes.append(sha256)
            count = len(hashes)
            file = f"{each.file} ({count})" if count > 1 else each.file
            yield Arrived(each.student, file, sha256, each)


def _checked(result, exam):
    """Return the result; if it is not one, needs-human: no mark may come from a broken one."""
    try:
        if result["status"] == "graded":
            result.setdefault("free_text", free_text_of(result, exam))
        if result["status"] in STATUSES and json.dumps(result):
            return result
    except (TypeError, KeyError, ValueError, AttributeError):
        pass
    return needs_human("the grader returned something that is not a result")


def _stopped(error):
    """The machinery does not work: the run ends without a result, and can go on later."""
    name = "" if isinstance(error, NoJail) else f"{type(error).__name__}: "
    return RunError(
        f"a worker cannot grade: {name}{' '.join(str(error).split())}. What "
        "is graded is kept. Remedy: have the same book, the same environment "
        "and bubblewrap on every machine; then give the same command."
    )


# One machine ---------------------------------------------------------------------------------

STARTS = 3  # of a worker's process, before the run gives up

_job = None  # in a worker: the Job


def _begin(job):
    """Prepare a new process for its work."""
    global _job
    _job = job
    # Ctrl-C reaches all processes of a terminal; only the parent answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    # A parent that was killed cannot end its workers: they would wait
    # forever for the next job.
    multiprocessing.parent_process().join()
    os._exit(1)


def _work(data, most):
    return _job(data, most)


def _ready():
    return True


def pool_results(job, contents, workers):
    """Grade contents ({SHA-256: (Handed, seconds)}) in processes; yield (SHA-256, result, seconds).

    If a process dies, its submission is tried once more, alone: its neighbours may have used up
    what it needed.
    """
    suspects = yield from _round(job, contents, list(contents), workers)
    for suspect in suspects:
        died = yield from _round(job, contents, [suspect], 1)
        if died:
            reason = "the grading process died twice on this submission"
            yield suspect, needs_human(reason), 0.0


def _round(job, contents, todo, workers):
    """Grade these; return those whose process died."""
    waiting, suspects = deque(todo), []
    idle, running = [], {}
    with ExitStack() as stack:
        while waiting or running:
            while waiting and len(running) < workers:
                if not idle:
                    idle.append(_started(stack, job))
                worker, sha256 = idle.pop(), waiting.popleft()
                handed, most = contents[sha256]
                try:
                    future = worker.submit(_work, _data(handed), most)
                except BrokenProcessPool:  # it died while it had no work
                    worker.shutdown()
                    waiting.appendleft(sha256)
                else:
                    running[future] = worker, sha256
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                worker, sha256 = running.pop(future)
                try:
                    yield sha256, *future.result()
                except BrokenProcessPool:
                    worker.shutdown()
                    suspects.append(sha256)
                except Exception as error:
                    raise _stopped(error) from error
                else:
                    idle.append(worker)
    return suspects


def _started(stack, job):
    """A worker that is ready to work; one that was killed while it started is replaced."""
    for attempt in range(1, STARTS + 1):
        try:
            return stack.enter_context(_worker(job))
        except BrokenProcessPool as error:
            if attempt == STARTS:
                raise RunError(
                    "the grading processes do not start; what they wrote "
                    "above says why."
                ) from error


@contextmanager
def _worker(job):
    """An executor with one process, which has ended when the context is left, however it is left.

    An executor with several would not say which one died, and it hangs, or fails with "handle is
    closed", if one dies while another is being started (seen with Python 3.11.7).
    """
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(
        1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(job,),
    )
    try:
        executor.submit(_ready).result()
        yield executor
    finally:
        # After Ctrl-C a job may still run for minutes.
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        executor.shutdown()


# Many machines -------------------------------------------------------------------------------

WAIT = 30  # seconds for scheduler and workers that have just been started
SENT_AHEAD = 2  # contents for each thread: one in work, one that waits for it

_jobs = {}  # in a Dask worker: run -> Job


def _work_for(run_id, data, most):
    return _jobs[run_id](data, most)


def _ready_for(run_id):
    return run_id in _jobs


def dask_results(job, contents, address):
    """Grade contents ({SHA-256: (Handed, seconds)}) under Dask; yield (SHA-256, result, seconds).

    A worker that dies gives its jobs back; Dask decides how often (its setting
    ``distributed.scheduler.allowed-failures``).
    """
    import distributed

    class Ready(distributed.WorkerPlugin):
        """Brings the job to every worker, also to those that join later."""

        def __init__(self, run_id, job):
            self.run_id, self.job = run_id, job

        def setup(self, worker):
            from teaching.classes import run  # the worker's own

            run._jobs[self.run_id] = self.job

        def teardown(self, worker):
            from teaching.classes import run

            run._jobs.pop(self.run_id, None)

    run_id = uuid.uuid4().hex
    try:
        client = distributed.Client(
            address, timeout=WAIT, set_as_default=False
        )
    except TypeError as error:  # Dask's answer to tls:// without a certificate
        raise RunError(
            f"{address} needs a certificate ({error}). Remedy: set the "
            "variables of TLS as chapters/teaching.md shows."
        ) from error
    except (OSError, ValueError, TimeoutError) as error:
        raise RunError(
            f"no Dask scheduler answers at {address} ({error}). Remedy: start "
            "one as chapters/teaching.md shows, and give its address."
        ) from error
    with client:
        _refuse_open(client.scheduler_info(n_workers=-1))
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError as error:
            raise RunError(
                f"the scheduler at {address} has no workers. Remedy: start "
                "some as chapters/teaching.md shows."
            ) from error
        _refuse_open(client.scheduler_info(n_workers=-1))
        try:
            client.register_plugin(Ready(run_id, job), name=run_id)
            client.submit(_ready_for, run_id, pure=False).result()
        except Exception as error:
            raise _stopped(error) from error
        try:
            yield from _through_window(client, run_id, contents, distributed)
        finally:
            # Not possible, and not needed, when the scheduler is gone.
            with suppress(OSError, TimeoutError, RuntimeError):
                client.unregister_worker_plugin(run_id)


def _through_window(client, run_id, contents, distributed):
    """Send contents as results come back, so that only a few of them are in memory at once."""
    waiting, sent = deque(contents.items()), {}
    running = distributed.as_completed(loop=client.loop)

    def send():
        # Counted each time: workers join and leave.
        most_sent = SENT_AHEAD * max(1, sum(client.nthreads().values()))
        while waiting and len(sent) < most_sent:
            sha256, (handed, most) = waiting.popleft()
            future = client.submit(
                _work_for, run_id, _data(handed), most, pure=False
            )
            sent[future] = sha256
            running.add(future)

    send()
    for future in running:
        sha256, result = sent.pop(future), _dask_result(future, distributed)
        del future  # the scheduler keeps its content as long as there is one
        send()
        yield sha256, *result


def _refuse_open(info):
    """Refuse what others may reach without a certificate: they could run code on it."""
    workers = info["workers"]
    nannies = [worker.get("nanny") for worker in workers.values()]
    for address in filter(None, (info["address"], *workers, *nannies)):
        protocol, _, place = address.partition("://")
        host = place.rpartition(":")[0].strip("[]")
        if protocol == "tls" or protocol == "inproc":
            continue
        try:
            alone = ipaddress.ip_address(host).is_loopback
        except ValueError:
            alone = False
        if not alone:
            raise RunError(
                f"{address} is open to everyone who can reach it: they could "
                "run code there, and read the tests. Remedy: --host 127.0.0.1 "
                "on one machine, TLS on several, as chapters/teaching.md shows."
            )


def _dask_result(future, distributed):
    try:
        return future.result()
    except distributed.KilledWorker as error:
        deaths = error.allowed_failures + 1
        reason = f"{deaths} workers died one after another on this submission"
        return needs_human(reason), 0.0
    except distributed.client.FutureCancelledError as error:
        raise RunError(
            "the Dask scheduler is gone. What is graded is kept. Remedy: "
            "start it again and give the same command."
        ) from error
    except Exception as error:
        raise _stopped(error) from error


def unsupported():
    """Return why grading cannot run on this system; None if it can."""
    if sys.platform == "linux":
        return None
    return (
        "grading runs on Linux only: the jail for student code is made of "
        "Linux namespaces. Remedy: a Linux machine, WSL 2 on Windows, or a "
        "virtual machine. Marks, feedback and rubric sheets work here."
    )
