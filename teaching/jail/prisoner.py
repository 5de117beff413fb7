"""The worker's process as the grader holds it: started, asked, watched, ended."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from typing import Any

import psutil

from graded.examine import Oracle
from graded.outcome import Failure, Outcome
from graded.values import NotData, pack, unpack
from teaching.jail import sandbox
from teaching.jail.worker import HEADER

LONGEST = 5  # times its seconds, for an answer on a machine that is busy
WATCH_SECONDS = 0.2  # how often processes are counted while we wait

Family = list[psutil.Process]


class ReplyTimeout(Exception):
    """No reply in time."""


class WorkerDied(Exception):
    """The worker has ended, or was ended because it used too much."""


class InvalidReply(Exception):
    """A message that the worker would never write."""


class Deadline:
    """So many seconds from now, moved by what a process has been ``delayed()``, up to ``end``.

    It moves to LONGEST times the seconds at most: an endless loop must not take all the time that
    there is for the submission.
    """

    def __init__(
        self, seconds: float, end: float, delayed: Callable[[], float]
    ):
        now = time.monotonic()
        self._end = min(end, now + LONGEST * seconds)
        self._before, self._delayed = delayed(), delayed
        self._at = now + seconds

    def left(self) -> float:
        """Return the seconds until then; how long the delay was is asked only when it is due."""
        now = time.monotonic()
        if now >= self._at:
            delayed = self._delayed()
            self._at += max(0.0, delayed - self._before)
            self._before = delayed
        return min(self._at, self._end) - now


class Prisoner:
    """The worker's process in the jail, and the two pipes to it."""

    def __init__(self, limits: sandbox.Limits, unsafe: bool):
        self.limits = limits
        self._unsafe = unsafe
        self._last = 0
        self._watched = time.monotonic()
        self._home: str | None = None
        inside, self._requests = os.pipe()
        self._replies, outside = os.pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (close() does)
        os.set_blocking(self._requests, False)
        options = {
            "requests": inside,
            "replies": outside,
            "message": limits.message,
            "rlimits": _rlimits(limits, unsafe),
        }
        try:
            self._process = self._start(json.dumps(options), (inside, outside))
            self._pid = self._process.pid if unsafe else None  # the worker's
        finally:
            os.close(inside)
            os.close(outside)

    def _start(
        self, options: str, fds: tuple[int, int]
    ) -> subprocess.Popen[bytes]:
        more: dict[str, Any] = {
            "stderr": self._said,
            "pass_fds": fds,
            "start_new_session": True,
        }
        if not self._unsafe:
            return sandbox.start([options], self.limits, **more)
        self._home = tempfile.mkdtemp(prefix="unsafe-")
        home = os.path.join(self._home, "home")
        os.mkdir(home)
        return subprocess.Popen(
            [*sandbox.program(str(sandbox.ROOT)), options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=home,
            env=sandbox.environment(home),
            **more,
        )

    def close(self) -> None:
        """End the worker and everything that it has started."""
        # The first of the family is the jail's init: when it ends, so does everything in the
        # jail; bubblewrap itself ends only after that.
        family = self._family()
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self._unsafe or not family:
            self._process.kill()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for fd in (self._requests, self._replies):
            os.close(fd)
        self._said.close()
        if self._home:
            shutil.rmtree(self._home, ignore_errors=True)

    def ask(
        self,
        request: dict[str, Any],
        seconds: float,
        end: float,
        oracle: Oracle | None = None,
    ) -> Outcome:
        """Send a request and return the outcome, its form checked; the oracle answers meanwhile.

        Waiting for a processor does not count: a machine that is busy makes no answer late.
        ``end`` is when it is late in any case.
        """
        deadline = Deadline(seconds, end, self._delayed)
        if _is_ready(self._replies, select.POLLIN, 0):
            if os.read(self._replies, 1):
                raise InvalidReply("a message that was not asked for")
            raise WorkerDied(self._how_it_ended())
        self._last += 1
        self._send(request, deadline)
        while True:
            (length,) = HEADER.unpack(self._receive(HEADER.size, deadline))
            if length > self.limits.message:
                raise InvalidReply("a message that is too long")
            data = self._receive(length, deadline)
            question = _question(data, self._last) if oracle else None
            if not oracle or question is None:
                return _outcome(data, self._last)
            told = oracle(*question)
            self._send({"told": pack(told)}, deadline)

    def _send(self, message: dict[str, Any], deadline: Deadline) -> None:
        text = json.dumps({**message, "id": self._last}).encode("ascii")
        data = memoryview(HEADER.pack(len(text)) + text)
        while data:
            self._wait(self._requests, select.POLLOUT, deadline)
            try:
                data = data[os.write(self._requests, data) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise WorkerDied(self._how_it_ended()) from None

    def _receive(self, count: int, deadline: Deadline) -> bytes:
        data = bytearray()
        while len(data) < count:
            self._wait(self._replies, select.POLLIN, deadline)
            chunk = os.read(self._replies, count - len(data))
            if not chunk:
                raise WorkerDied(self._how_it_ended())
            data += chunk
        return bytes(data)

    def _wait(self, fd: int, event: int, deadline: Deadline) -> None:
        while True:
            left = deadline.left()
            if left <= 0:
                raise ReplyTimeout("no answer in time")
            ready = _is_ready(fd, event, min(left, WATCH_SECONDS))
            # By the clock: a worker that answers all the time is watched as well.
            if time.monotonic() - self._watched >= WATCH_SECONDS:
                self._watch()
                self._watched = time.monotonic()
            if ready:
                return

    def _watch(self) -> None:
        """Give up on a worker that has too many processes or too much memory.

        Memory that the kernel holds for them belongs to no process: sockets and files are counted.
        """
        family = self._family()
        if len(family) > self.limits.processes:
            raise WorkerDied(
                f"it started more than {self.limits.processes} processes"
            )
        resident = sum(_memory(process.pid) for process in family)
        if resident > self.limits.resident:
            raise WorkerDied(
                f"it took more than {self.limits.resident // sandbox.MIB:,} MiB"
            )
        # Before the first reply nothing of the student's runs, and the jail may be half made.
        if self._unsafe or self._last < 2:
            return
        for count, what in (_sockets, "sockets"), (_files, "files"):
            most = getattr(self.limits, what)
            if _of_any(family, count) > most:
                raise WorkerDied(f"it kept more than {most:,} {what}")

    def _family(self) -> Family:
        """Return all processes that the worker has started, itself included."""
        try:
            return psutil.Process(self._process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def _delayed(self) -> float:
        """Return how many seconds the worker was ready to run, but had no processor."""
        try:
            if not self._pid:  # bubblewrap, its child, and the worker
                first = psutil.Process(self._process.pid).children()[0]
                self._pid = first.children()[0].pid
            path = f"/proc/{self._pid}/schedstat"
            with open(path, encoding="ascii") as file:
                return int(file.read().split()[1]) / 1e9
        except (OSError, psutil.Error, IndexError):
            return 0.0  # it has not begun, or has ended, or this kernel does not count

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed the grader's channel"
        if self._last < 2:  # nothing of the student's has run
            self._said.seek(0)
            said = self._said.read(500).decode("utf-8", "replace").strip()
            return f"it ended (exit {code})" + (said and f": {said}")
        # Neither the signal nor the exit code: who chose them could tell a number in them.
        # Bubblewrap reports a signal as 128 and its number, as shells do.
        number = -code if code < 0 else code - 128
        crashed = number in set(signal.Signals)
        return "it crashed" if crashed else "it ended Python"


def _is_ready(fd: int, event: int, seconds: float) -> bool:
    """Wait for the event; true as well if the other end is closed."""
    waiting = select.poll()  # unlike select(), for any number of open files
    waiting.register(fd, event)
    return bool(waiting.poll(1000 * seconds))


def _memory(pid: int) -> int:
    """Return the bytes that a process holds: in memory, swapped out, and as tables of its pages."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:  # it has ended
        return 0
    fields = dict(line.partition(":\t")[::2] for line in lines)
    sizes = (fields.get(name, "0 kB") for name in ("VmRSS", "VmSwap", "VmPTE"))
    return sum(1024 * int(size.split()[0]) for size in sizes)


def _of_any(family: Family, look: Callable[[int], int]) -> int:
    """Return what ``look`` finds through the first process that still runs; 0 if none does."""
    for process in family:
        with contextlib.suppress(OSError):
            return look(process.pid)
    return 0


def _sockets(pid: int) -> int:
    """Return how many sockets a jail has: a closed one counts while what it has sent is unread."""
    with open(f"/proc/{pid}/net/sockstat", encoding="ascii") as file:
        return int(file.readline().split()[-1])


def _files(pid: int) -> int:
    """Return how many files there are in the folders that a jail may write to."""
    spaces = [os.statvfs(f"/proc/{pid}/root{path}") for path in sandbox.SPACES]
    return sum(each.f_files - each.f_ffree for each in spaces)


def _rlimits(limits: sandbox.Limits, unsafe: bool) -> dict[str, int]:
    rlimits = {
        "DATA": limits.memory,
        "AS": limits.address_space,
        "FSIZE": limits.file_size,
        "NOFILE": limits.open_files,
        "CPU": limits.cpu_seconds,
        "CORE": 0,
        "MEMLOCK": 0,  # also what a socket may keep of a process's memory
    }
    if not unsafe:
        # Outside the jail it would count everything that the user runs.
        rlimits["NPROC"] = limits.processes
    return rlimits


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _reply(data: bytes, number: int) -> dict[str, Any]:
    """Return a reply without its id; InvalidReply if it cannot be one."""
    try:
        reply: dict[str, Any] = json.loads(
            data.decode("ascii"), parse_constant=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise InvalidReply("a message that is not JSON") from error
    match reply:
        case {"id": int(its), **rest}:
            if its != number or its is True:
                raise InvalidReply("a message that answers no request")
            return rest
    raise InvalidReply("a message that is no reply")


def _question(data: bytes, number: int) -> list[Any] | None:
    """Return what the worker asks, None if it is no question; InvalidReply if it is no data."""
    reply = _reply(data, number)
    if "question" not in reply:
        return None
    try:
        question = unpack(reply.pop("question"), tensors=False)
    except NotData as error:
        raise InvalidReply("a question that is not data") from error
    if reply or not isinstance(question, list):
        raise InvalidReply("a question without the form of one")
    return question


def _outcome(data: bytes, number: int) -> Outcome:
    """Return the outcome in a reply; InvalidReply if the worker would never write it."""
    match _reply(data, number):
        case {"outcome": {"value": dict(value), **more}, **rest}:
            if not more and not rest:
                return {"value": value}
        case {"outcome": {"error": dict(raised), **more}, **rest}:
            if not more and not rest:
                return {"error": _error(raised)}
    raise InvalidReply("a reply without an outcome")


def _error(error: dict[str, Any]) -> Failure:
    match error:
        case {
            "type": str(kind),
            "kinds": [*kinds],
            "message": str(message),
            **rest,
        } if not rest and len(kinds) <= 20:
            sized = [
                (message, 2000),
                *((each, 100) for each in (kind, *kinds)),
            ]
            if all(isinstance(t, str) and len(t) <= n for t, n in sized):
                return {"type": kind, "kinds": kinds, "message": message}
    raise InvalidReply("an error without the form of one")
