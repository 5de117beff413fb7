"""The grader's side of a worker: starts it, asks it, limits it, restarts it.

The protocol: two pipes that carry nothing else; the worker's standard input and output go nowhere.
A message is eight bytes of length and that many bytes of JSON; one request, one reply::

    {"id": 7, "do": "call", "entry_point": …, "driver": …, "inputs": […]}
    {"id": 7, "outcome": {"value": …} or {"error": …}}

The student's code shares a process with the worker, so no secret between worker and grader could
prove who wrote a reply, and none is used. A forged reply can only be a wrong value: it is compared
like any other, the expected value is not in the jail, and the inputs of a call arrive with that
call. So a test is worth as much as its answer is hard to guess: numbers that depend on the inputs
cannot be guessed, True can. The code under test can see its inputs and the driver. So nothing that
it can choose is told its author: no message, exit code, signal or length, and of an error only that
it is one of COMMON. And each class gets inputs of its own.

A message that does not have the form of a reply (its length, its id, its keys), or that nobody
asked for, ends the session, and the submission needs a human.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

import psutil

from graded.values import NotData, unpack
from teaching.jail import sandbox
from teaching.jail.worker import HEADER, failure

LONGEST = 5  # times its seconds, for an answer on a machine that is busy
WATCH_SECONDS = 0.2  # how often processes are counted while we wait
FORGED = "its code has written to the grader's channel"
# What is told of an error: these names, and no others. A student who makes errors of many names
# would be told the inputs of a test by them.
COMMON = (
    *("AssertionError", "AttributeError", "BlockingIOError", "EOFError"),
    *("FileNotFoundError", "ImportError", "IndentationError", "IndexError"),
    *("KeyError", "MemoryError", "ModuleNotFoundError", "NameError"),
    *("KeyboardInterrupt", "NotImplementedError", "OSError"),
    *("PermissionError", "RecursionError", "RuntimeError", "SyntaxError"),
    *("SystemExit", "TypeError", "UnboundLocalError", "ValueError"),
    "ZeroDivisionError",
)


def common(kind):
    """Return the name of an error if it is a common one; a few words for all others."""
    return kind if kind in COMMON else "an error of its own"


class SessionBroken(Exception):
    """The session cannot go on; the reason is for the teacher."""


class ReplyTimeout(Exception):
    """No reply in time."""


class WorkerDied(Exception):
    """The worker has ended, or was ended because it used too much."""


class InvalidReply(Exception):
    """A message that the worker would never write."""


@dataclass
class Cell:
    """A student's cell to be run, and what became of it."""

    name: str
    source: str
    trouble: str = ""  # why it did not run to its end
    skip: bool = False  # it hung, or ended the worker: not a second time
    names: list | None = None  # that it uses, once they are known


class Session:
    """Runs the cells of one submission and answers calls; use it as a context manager.

    Parameters
    ----------
    cells : list of str or of (str, str)
        The student's cells in order: sources, or names (for messages) and sources.
    context : list of str
        The chapter's own code cells, of which only what the student's cells need is run.
    unsafe : bool
        Whether to run without the jail: for your own code only.
    limits : Limits
    modules : tuple of str
        What to import before the first cell is timed.

    Raises
    ------
    NoJail
        If there is no jail here and ``unsafe`` is not set.
    """

    def __init__(
        self, cells, context, unsafe=False, limits=None, modules=("numpy",)
    ):
        if not unsafe and (reason := sandbox.available()):
            raise sandbox.NoJail(reason)
        self.limits = limits or sandbox.Limits()
        self.cells = [
            Cell(f"cell {number}", cell)
            if isinstance(cell, str)
            else Cell(*cell)
            for number, cell in enumerate(cells, 1)
        ]
        self._context = context
        self._modules = list(modules)
        self._unsafe = unsafe
        self._left_out = (
            set()
        )  # statements of the context that hang, or end the worker
        self._worker = None
        self._starts = 0
        self._end = time.monotonic() + self.limits.total_seconds

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._drop()

    def _drop(self):
        if self._worker:
            self._worker.close()
        self._worker = None

    def call(self, entry_point, driver, inputs, seconds):
        """Call what the student has defined under this name, and return the outcome.

        Errors of the harness have the types Timeout, Crash, TooLarge and Missing.

        Raises
        ------
        SessionBroken
            If the worker sends forged messages, takes too long in all or is restarted too often.
        """
        seconds = min(seconds, self.limits.call_seconds)
        request = {
            "do": "call",
            "entry_point": entry_point,
            "driver": driver,
            "inputs": inputs,
        }
        for last in (False, True):
            self._ready()
            try:
                outcome = self._ask(request, seconds)
            except ReplyTimeout:
                return failure("Timeout", f"no answer within {seconds:g} s")
            except WorkerDied as error:
                # Another exercise's thread or process may have caused it: try once more.
                if last:
                    return failure("Crash", str(error))
                continue
            return self._believed(outcome, entry_point)

    def _believed(self, outcome, entry_point):
        """Return the outcome; of the worker's own errors what they mean.

        An error that was raised descends from others. One that does not is the worker's own, and
        only its type is believed: a cell that has changed the worker could tell anything in it, and
        what the harness says is shown to students.
        """
        error = outcome.get("error")
        if not error or error["kinds"] != [error["type"]]:
            return outcome
        if error["type"] == "Missing":
            return failure("Missing", self._why_missing(entry_point))
        if error["type"] == "TooLarge":
            return failure("TooLarge", "its answer is too large")
        self._drop()
        raise SessionBroken(f"{FORGED}: an error that nobody can have raised")

    def _why_missing(self, entry_point):
        troubles = [
            f"{cell.name}: {cell.trouble}"
            for cell in self.cells
            if cell.trouble and entry_point in cell.source
        ]
        why = f" ({'; '.join(troubles)})" if troubles else ""
        return f"{entry_point} is not defined{why}"[:2000]

    def _ask(self, request, seconds):
        """Send one request; after ReplyTimeout and WorkerDied the worker is gone."""
        try:
            return self._worker.ask(request, seconds, self._end)
        except (ReplyTimeout, WorkerDied) as error:
            self._drop()
            late = time.monotonic() >= self._end
            if isinstance(error, ReplyTimeout) and late:
                raise SessionBroken(
                    f"it took more than {self.limits.total_seconds:g} s in all"
                ) from error
            raise
        except InvalidReply as error:
            self._drop()
            raise SessionBroken(f"{FORGED}: {error}") from error

    def _ready(self):
        """Make sure that there is a worker which has run the cells."""
        while self._worker is None:
            if self._starts > self.limits.restarts:
                raise SessionBroken(
                    f"it was started again {self.limits.restarts} times "
                    "after a hang or a crash"
                )
            self._starts += 1
            self._worker = Worker(self.limits, self._unsafe)
            self._prepare()

    def _prepare(self):
        limits = self.limits
        try:
            self._ask(
                {"do": "import", "modules": self._modules},
                limits.start_seconds,
            )
        except (ReplyTimeout, WorkerDied) as error:
            raise SessionBroken(f"the jail did not start: {error}") from error
        for cell in self.cells:
            if not cell.skip and cell.names is None and not self._read(cell):
                return
        for statement in self._needed():
            if statement in self._left_out:
                continue
            request = {"do": "run", "name": "<chapter>", "source": statement}
            seconds = limits.cell_seconds
            if statement.startswith(("import ", "from ")):
                seconds = limits.start_seconds  # PyTorch, perhaps
            try:
                # If a statement fails (a file that is not here), either nothing needs it, or
                # an answer does, which will say so.
                self._ask(request, seconds)
            except (ReplyTimeout, WorkerDied):
                self._left_out.add(statement)
                return
        for cell in self.cells:
            if not cell.skip and not self._run(cell):
                return

    def _read(self, cell):
        """Find out which names a cell uses; False if the worker did not survive it."""
        seconds = self.limits.cell_seconds
        request = {"do": "names", "cell": cell.source}
        try:
            cell.names = self._list(self._ask(request, seconds))
        except (ReplyTimeout, WorkerDied):
            cell.skip = True
            cell.trouble = (
                f"it is too large to be read within {seconds:g} s, and was "
                "not run"
            )
        return not cell.skip

    def _needed(self):
        """Return the statements of the chapter that the cells need."""
        names = {name for cell in self.cells for name in cell.names or []}
        request = {"do": "needs", "context": self._context}
        request |= {"names": sorted(names)}
        try:
            return self._list(self._ask(request, self.limits.start_seconds))
        except (ReplyTimeout, WorkerDied) as error:
            raise SessionBroken(
                f"what its cells need of the chapter was not found: {error}"
            ) from error

    @staticmethod
    def _list(outcome):
        """Return the texts of an outcome; none if it is something else."""
        try:
            texts = unpack(outcome["value"])
        except (KeyError, NotData):
            return []
        texts = texts if isinstance(texts, list) else []
        return [each for each in texts if isinstance(each, str)]

    def _run(self, cell):
        """Run one cell; False if the worker did not survive it.

        If it does not run to its end, for whatever reason, those of its definitions that are
        still missing are run alone: they are what is marked, not the code around them.
        """
        if not cell.trouble:
            cell.trouble, alive = self._attempt(cell, rest=False)
            if not alive:
                return False
        if cell.trouble:
            _, alive = self._attempt(cell, rest=True)
            cell.skip = not alive
        return not cell.skip

    def _attempt(self, cell, rest):
        """Run a cell or the rest of it; return what went wrong and whether the worker is alive."""
        seconds = self.limits.cell_seconds
        request = {"do": "run", "name": f"<{cell.name}>"}
        request |= {"source": cell.source, "rest": rest}
        try:
            outcome = self._ask(request, seconds)
        except ReplyTimeout:
            return f"it ran longer than {seconds:g} s and was stopped", False
        except WorkerDied as error:
            return str(error), False
        error = outcome.get("error")
        if not error:
            return "", True
        # No message: a cell runs again after a crash, and what it has seen of a test's inputs may
        # have outlived the jail, in the kernel's cache of files for instance.
        return f"it raised {common(error['type'])}", True


class Deadline:
    """So many seconds from now, moved by what a process has been ``delayed()``, up to ``end``.

    It moves to LONGEST times the seconds at most: an endless loop must not take all the time that
    there is for the submission.
    """

    def __init__(self, seconds, end, delayed):
        now = time.monotonic()
        self._end = min(end, now + LONGEST * seconds)
        self._before, self._delayed = delayed(), delayed
        self._at = now + seconds

    def left(self):
        """Return the seconds until then; how long the delay was is asked only when it is due."""
        now = time.monotonic()
        if now >= self._at:
            delayed = self._delayed()
            self._at += max(0.0, delayed - self._before)
            self._before = delayed
        return min(self._at, self._end) - now


class Worker:
    """One process in the jail and the two pipes to it."""

    def __init__(self, limits, unsafe):
        self.limits = limits
        self._unsafe = unsafe
        self._last = 0
        self._watched = time.monotonic()
        self._home = None
        inside, self._requests = os.pipe()
        self._replies, outside = os.pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (close() does)
        os.set_blocking(self._requests, False)
        options = json.dumps(
            {
                "requests": inside,
                "replies": outside,
                "message": limits.message,
                "rlimits": _rlimits(limits, unsafe),
            }
        )
        try:
            self._process = self._start(options, (inside, outside))
            self._pid = self._process.pid if unsafe else None  # the worker's
        finally:
            os.close(inside)
            os.close(outside)

    def _start(self, options, fds):
        more = {
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

    def close(self):
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

    def ask(self, request, seconds, end):
        """Send a request and return the outcome, its form checked.

        Waiting for a processor does not count: a machine that is busy, perhaps with someone
        else's submission, makes no answer late. ``end`` is when it is late in any case.
        """
        deadline = Deadline(seconds, end, self._delayed)
        if _is_ready(self._replies, select.POLLIN, 0):
            if os.read(self._replies, 1):
                raise InvalidReply("a message that was not asked for")
            raise WorkerDied(self._how_it_ended())
        self._last += 1
        data = json.dumps({**request, "id": self._last}).encode("ascii")
        self._send(HEADER.pack(len(data)) + data, deadline)
        (length,) = HEADER.unpack(self._receive(HEADER.size, deadline))
        if length > self.limits.message:
            raise InvalidReply("a message that is too long")
        return _outcome(self._receive(length, deadline), self._last)

    def _send(self, data, deadline):
        data = memoryview(data)
        while data:
            self._wait(self._requests, select.POLLOUT, deadline)
            try:
                data = data[os.write(self._requests, data) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise WorkerDied(self._how_it_ended()) from None

    def _receive(self, count, deadline):
        data = bytearray()
        while len(data) < count:
            self._wait(self._replies, select.POLLIN, deadline)
            chunk = os.read(self._replies, count - len(data))
            if not chunk:
                raise WorkerDied(self._how_it_ended())
            data += chunk
        return bytes(data)

    def _wait(self, fd, event, deadline):
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

    def _watch(self):
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
            if count(family) > most:
                raise WorkerDied(f"it kept more than {most:,} {what}")

    def _family(self):
        """Return all processes that the worker has started, itself included."""
        try:
            return psutil.Process(self._process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def _delayed(self):
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

    def _how_it_ended(self):
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


def _is_ready(fd, event, seconds):
    """Wait for the event; true as well if the other end is closed."""
    waiting = select.poll()  # unlike select(), for any number of open files
    waiting.register(fd, event)
    return bool(waiting.poll(1000 * seconds))


def _memory(pid):
    """Return the bytes that a process holds: in memory, swapped out, and as tables of its pages."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:  # it has ended
        return 0
    fields = dict(line.partition(":\t")[::2] for line in lines)
    return sum(
        1024 * int(fields.get(name, "0 kB").split()[0])
        for name in ("VmRSS", "VmSwap", "VmPTE")
    )


def _of_any(family, look):
    """Return what ``look`` finds through the first process that still runs; 0 if none does."""
    for process in family:
        with contextlib.suppress(OSError):
            return look(process.pid)
    return 0


def _sockets(family):
    """Return how many sockets a jail has: a closed one counts while what it has sent is unread."""

    def look(pid):
        with open(f"/proc/{pid}/net/sockstat", encoding="ascii") as file:
            return int(file.readline().split()[-1])

    return _of_any(family, look)


def _files(family):
    """Return how many files there are in the folders that a jail may write to."""

    def look(pid):
        spaces = [
            os.statvfs(f"/proc/{pid}/root{path}") for path in sandbox.SPACES
        ]
        return sum(each.f_files - each.f_ffree for each in spaces)

    return _of_any(family, look)


def _rlimits(limits, unsafe):
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


def _refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def _outcome(data, number):
    """Return the outcome in a reply; InvalidReply if the worker would never write it."""
    try:
        reply = json.loads(data.decode("ascii"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidReply("a message that is not JSON") from error
    match reply:
        case {"id": int() as its, "outcome": dict() as outcome, **rest}:
            if its != number or rest:
                raise InvalidReply("a message that answers no request")
        case _:
            raise InvalidReply("a message that is no reply")
    match outcome:
        case {"value": dict(), **rest} if not rest:
            return outcome
        case {"error": dict() as error, **rest} if not rest:
            _check_error(error)
            return outcome
    raise InvalidReply("a reply without an outcome")


def _check_error(error):
    match error:
        case {
            "type": str() as kind,
            "kinds": list() as kinds,
            "message": str() as message,
            **rest,
        }:
            sized = [(kind, 100), (message, 2000)]
            sized += [(each, 100) for each in kinds[:21]]
            if (
                not rest
                and len(kinds) <= 20
                and all(isinstance(t, str) and len(t) <= n for t, n in sized)
            ):
                return
    raise InvalidReply("an error without the form of one")
