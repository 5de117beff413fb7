"""Grades in processes of this machine; one that dies costs no one else."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager

from teaching.classes.job import (
    Contents,
    Graded,
    Job,
    Results,
    Timed,
    content_of,
    stopped,
)
from teaching.grading.results import needs_human
from teaching.refused import Refused

STARTS = 3  # of a worker's process, before the run gives up

_job: Job | None = None  # in a process that grades


def _begin(job: Job) -> None:
    """Prepare a new process for its work."""
    global _job
    _job = job
    # Ctrl-C reaches all processes of a terminal; only the parent answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent was killed: it can no longer end its workers."""
    parent = multiprocessing.parent_process()
    assert parent  # it is a child
    parent.join()
    os._exit(1)


def _work(data: bytes, most: float) -> Timed:
    assert _job  # _begin was first
    return _job(data, most)


def _ready() -> bool:
    return True


def pool_results(job: Job, contents: Contents, workers: int) -> Results:
    """Grade in so many processes.

    If one dies, its submission is tried once more, alone: its neighbours may have used up what it
    needed.
    """
    suspects = yield from _round(job, contents, list(contents), workers)
    for suspect in suspects:
        died = yield from _round(job, contents, [suspect], 1)
        if died:
            reason = "the grading process died twice on this submission"
            yield suspect, needs_human(reason), 0.0


def _round(
    job: Job, contents: Contents, todo: list[str], workers: int
) -> Generator[Graded, None, list[str]]:
    """Grade these; return those whose process died."""
    waiting, suspects = deque(todo), []
    idle: list[ProcessPoolExecutor] = []
    running: dict[Future[Timed], tuple[ProcessPoolExecutor, str]] = {}
    with ExitStack() as stack:
        while waiting or running:
            while waiting and len(running) < workers:
                if not idle:
                    idle.append(_started(stack, job))
                worker, sha256 = idle.pop(), waiting.popleft()
                handed, most = contents[sha256]
                try:
                    future = worker.submit(_work, content_of(handed), most)
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
                    raise stopped(error) from error
                else:
                    idle.append(worker)
    return suspects


def _started(stack: ExitStack, job: Job) -> ProcessPoolExecutor:
    """A worker that is ready to work; one that was killed while it started is replaced."""
    for attempt in range(1, STARTS + 1):
        try:
            return stack.enter_context(_worker(job))
        except BrokenProcessPool as error:
            if attempt == STARTS:
                raise Refused(
                    "the grading processes do not start; what they wrote "
                    "above says why."
                ) from error
    raise AssertionError  # STARTS is not 0


@contextmanager
def _worker(job: Job) -> Iterator[ProcessPoolExecutor]:
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
