"""The grader's side of a worker: starts it, asks it, limits it, restarts it.

The protocol: two pipes that carry nothing else; the worker's standard input and output go nowhere.
A message is eight bytes of length and that many bytes of JSON; one request, one reply::

    {"id": 7, "do": "call", "entry_point": …, "driver": …, "inputs": […]}
    {"id": 7, "outcome": {"value": …} or {"error": …}}

Before its reply the worker may ask what the grader offers with a call, an oracle, any number of
times: ``{"id": 7, "question": …}`` and ``{"id": 7, "told": …}``.

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

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graded.examine import Call, CallsEnded, Oracle
from graded.outcome import Outcome
from graded.values import unpack
from teaching.jail import sandbox
from teaching.jail.prisoner import (
    InvalidReply,
    Prisoner,
    ReplyTimeout,
    WorkerDied,
)
from teaching.jail.worker import failure

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

# Errors of what is at home and not in the jail: packages, files, a network, a keyboard.
OUTSIDE = {"ImportError", "OSError", "EOFError", "SubprocessError"}


def common(kind: str) -> str:
    """Return the name of an error if it is a common one; a few words for all others."""
    return kind if kind in COMMON else "an error of its own"


class SessionBroken(CallsEnded):
    """The session cannot go on; the reason is for the teacher."""


@dataclass
class Statement:
    """A statement of a cell, the names that it binds, uses and changes, and what became of it."""

    binds: list[str]
    uses: list[str]
    changes: list[str]
    imports: bool
    trouble: str = ""  # why it did not run to its end
    outside: bool = False  # at home it may have run: here are no such file, module, keyboard
    skip: bool = False  # it hung, or ended the worker: not a second time


@dataclass
class CellRun:
    """A student's cell to be run, and what became of it."""

    name: str
    source: str
    unread: str = ""  # why it was not even read
    statements: list[Statement] = field(default_factory=list)

    @property
    def trouble(self) -> str:
        """Why it did not run to its end; "" if it did."""
        troubles = (each.trouble for each in self.statements)
        return self.unread or next(filter(None, troubles), "")


class Session:
    """Runs the cells of one submission and answers calls; use it as a context manager.

    ``cells`` are the student's in order: sources, or names (for messages) and sources. Of
    ``context``, the chapter's own code cells, only what they need is run. ``unsafe`` runs them
    without the jail. ``modules`` are imported before the first cell is timed.

    Raises NoJail if there is no jail here and ``unsafe`` is not set.
    """

    def __init__(
        self,
        cells: Sequence[str | tuple[str, str]],
        context: Sequence[str],
        unsafe: bool = False,
        limits: sandbox.Limits | None = None,
        modules: tuple[str, ...] = ("numpy",),
    ):
        if not unsafe and (reason := sandbox.available()):
            raise sandbox.NoJail(reason)
        self.limits = limits or sandbox.Limits()
        self.cells = [
            CellRun(f"cell {n}", cell)
            if isinstance(cell, str)
            else CellRun(*cell)
            for n, cell in enumerate(cells, 1)
        ]
        self._context = list(context)
        self._chapter: CellRun | None = None  # what the cells need of it
        self._modules = list(modules)
        self._unsafe = unsafe
        self._called = False
        self._worker: Prisoner | None = None
        self._starts = 0
        self._end = time.monotonic() + self.limits.total_seconds

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *exception: object) -> None:
        self._drop()

    def _drop(self, counted: bool = True) -> None:
        if self._worker:
            self._worker.close()
            self._starts -= not counted
        self._worker = None

    def calls(self, entry_point: str, driver: str, seconds: float) -> Call:
        """Return ``call`` for one test, as ``graded.examine`` wants it."""

        def call(*asked: Any) -> Outcome:
            inputs, *how = asked
            return self.call(entry_point, driver, inputs, seconds, *how)

        return call

    def call(
        self,
        entry_point: str,
        driver: str,
        inputs: list[Any],
        seconds: float,
        fresh: bool = False,
        oracle: Oracle | None = None,
    ) -> Outcome:
        """Call what the student has defined under this name, and return the outcome.

        ``fresh`` is in a new jail; the driver may ask the ``oracle``. What that raises ends the
        call and the worker. Errors of the harness have the types Timeout, Crash, TooLarge and
        Missing. Raises SessionBroken if messages are forged, or after too much time or too many
        restarts.
        """
        if fresh:
            self._drop(counted=False)
        seconds = min(seconds, self.limits.call_seconds)
        request = {
            "do": "call",
            "entry_point": entry_point,
            "driver": driver,
            "inputs": inputs,
            "oracle": oracle is not None,
        }
        for last in (False, True):
            self._ready()
            self._called = True
            try:
                outcome = self._ask(request, seconds, oracle)
            except ReplyTimeout:
                return failure("Timeout", f"no answer within {seconds:g} s")
            except WorkerDied as error:
                # Another exercise's thread or process may have caused it: try once more, unless
                # the oracle has heard the first half of the story.
                if last or oracle:
                    return failure("Crash", str(error))
                continue
            return self._believed(outcome, entry_point)
        raise AssertionError  # the last attempt returns

    def _believed(self, outcome: Outcome, entry_point: str) -> Outcome:
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

    def _why_missing(self, entry_point: str) -> str:
        troubles = [
            f"{cell.name}: {cell.trouble}"
            for cell in self.cells
            if cell.trouble and entry_point in cell.source
        ]
        why = f" ({'; '.join(troubles)})" if troubles else ""
        return f"{entry_point} is not defined{why}"[:2000]

    def _ask(
        self,
        request: dict[str, Any],
        seconds: float,
        oracle: Oracle | None = None,
    ) -> Outcome:
        """Send one request; after any error the worker is gone."""
        assert self._worker  # _ready was first
        try:
            return self._worker.ask(request, seconds, self._end, oracle)
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
        except BaseException:  # the oracle's: it still waits for an answer
            self._drop(counted=False)
            raise

    def _ready(self) -> None:
        """Make sure that there is a worker which has run the cells."""
        while self._worker is None:
            if self._starts > self.limits.restarts:
                raise SessionBroken(
                    f"it was started again {self.limits.restarts} times "
                    "after a hang or a crash"
                )
            self._starts += 1
            self._worker = Prisoner(self.limits, self._unsafe)
            self._prepare()

    def _prepare(self) -> None:
        limits = self.limits
        try:
            request = {"do": "import", "modules": self._modules}
            self._ask(request, limits.start_seconds)
        except (ReplyTimeout, WorkerDied) as error:
            raise SessionBroken(f"the jail did not start: {error}") from error
        if not all(map(self._read, self.cells)):
            return
        self._chapter = self._chapter or self._needed()
        cells = [self._chapter, *self.cells]
        if self._read(self._chapter):
            all(map(self._run, cells))  # to the first that ends the worker

    def _read(self, cell: CellRun) -> bool:
        """Have a cell read; False if the worker did not survive it."""
        if cell.unread:
            return True
        seconds = self.limits.cell_seconds
        request = {
            "do": "read",
            "name": f"<{cell.name}>",
            "source": cell.source,
        }
        try:
            outcome = self._ask(request, seconds)
        except (ReplyTimeout, WorkerDied):
            outcome = failure("TooLarge", "")
        if "error" in outcome:
            cell.unread = (
                f"it is too large to be read within {seconds:g} s, and was "
                "not run"
            )
        elif not cell.statements:
            cell.statements = [
                Statement(*names) for names in unpack(outcome["value"])
            ]
        return self._worker is not None

    def _needed(self) -> CellRun:
        """Return the statements of the chapter that the cells need."""
        every = [each for cell in self.cells for each in cell.statements]
        request = {
            "do": "needs",
            "context": self._context,
            "names": sorted({name for each in every for name in each.uses}),
        }
        try:
            outcome = self._ask(request, self.limits.start_seconds)
        except (ReplyTimeout, WorkerDied) as error:
            raise SessionBroken(
                f"what its cells need of the chapter was not found: {error}"
            ) from error
        return CellRun("the chapter", unpack(outcome["value"]))

    def _run(self, cell: CellRun) -> bool:
        """Run a cell's statements, one by one; False if the worker did not survive one.

        A notebook stops at the first that fails. Where it would have done so at home as well, only
        those after it are run that bind what is still missing: they are what is marked.
        """
        rest = False
        for place, statement in enumerate(cell.statements):
            if not statement.skip:
                request = {
                    "do": "run",
                    "name": f"<{cell.name}>",
                    "place": place,
                    "rest": rest,
                }
                trouble, outside = self._attempt(request, statement.imports)
                # What a cell has seen of a test's inputs may have outlived the jail, in the
                # kernel's cache of files for instance: after the first call it tells no more.
                if trouble and not (self._called or statement.trouble):
                    outside |= not self._lost().isdisjoint(statement.uses)
                    statement.trouble = trouble
                    statement.outside = outside
                if self._worker is None:
                    statement.skip = True
                    return False
            rest |= bool(statement.trouble) and not statement.outside
        return True

    def _attempt(
        self, request: dict[str, Any], imports: bool
    ) -> tuple[str, bool]:
        """Run a statement; return what went wrong, and whether it might have run at home."""
        limits = self.limits
        seconds = limits.start_seconds if imports else limits.cell_seconds
        try:
            outcome = self._ask(request, seconds)
        except ReplyTimeout:
            return f"it ran longer than {seconds:g} s and was stopped", False
        except WorkerDied as error:
            return str(error), False
        raised = outcome.get("error")
        if not raised:
            return "", False
        outside = bool(OUTSIDE & set(raised["kinds"]))
        return f"it raised {common(raised['type'])}", outside

    def lacks(self, entry_point: str) -> str:
        """Say what failed first of all that an answer needs, itself included; "" if nothing did."""
        cells = [self._chapter, *self.cells] if self._chapter else self.cells
        every = [(cell, each) for cell in cells for each in cell.statements]
        modules = {n for _, each in every if each.imports for n in each.binds}
        binding: dict[str, list[tuple[CellRun, Statement]]] = {}
        for cell, each in every:
            changed = set(each.changes) - modules if each.trouble else ()
            for name in {*each.binds, *changed}:
                binding.setdefault(name, []).append((cell, each))
        todo, needed = [entry_point, "*"], set()
        for name in todo:
            for _, each in binding.pop(name, []):
                needed.add(id(each))
                todo += each.uses
        failed = (
            f"{cell.name}: {each.trouble}"
            for cell, each in every
            if each.trouble and id(each) in needed
        )
        return next(failed, "")

    def _lost(self) -> set[str]:
        """Return the names that statements would have bound which might have run at home."""
        return {
            name
            for cell in self.cells
            for each in cell.statements
            if each.trouble and each.outside
            for name in each.binds
        }
