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

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graded.outcome import Outcome
from graded.values import NotData, unpack
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


def common(kind: str) -> str:
    """Return the name of an error if it is a common one; a few words for all others."""
    return kind if kind in COMMON else "an error of its own"


class SessionBroken(Exception):
    """The session cannot go on; the reason is for the teacher."""


@dataclass
class CellRun:
    """A student's cell to be run, and what became of it."""

    name: str
    source: str
    trouble: str = ""  # why it did not run to its end
    skip: bool = False  # it hung, or ended the worker: not a second time
    names: list[str] | None = None  # that it uses, once they are known


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
        self._modules = list(modules)
        self._unsafe = unsafe
        # Statements of the context that hang, or end the worker.
        self._left_out: set[str] = set()
        self._worker: Prisoner | None = None
        self._starts = 0
        self._end = time.monotonic() + self.limits.total_seconds

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *exception: object) -> None:
        self._drop()

    def _drop(self) -> None:
        if self._worker:
            self._worker.close()
        self._worker = None

    def call(
        self, entry_point: str, driver: str, inputs: list[Any], seconds: float
    ) -> Outcome:
        """Call what the student has defined under this name, and return the outcome.

        Errors of the harness have the types Timeout, Crash, TooLarge and Missing. Raises
        SessionBroken if messages are forged, or after too much time or too many restarts.
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

    def _ask(self, request: dict[str, Any], seconds: float) -> Outcome:
        """Send one request; after ReplyTimeout and WorkerDied the worker is gone."""
        assert self._worker  # _ready was first
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

    def _read(self, cell: CellRun) -> bool:
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

    def _needed(self) -> list[str]:
        """Return the statements of the chapter that the cells need."""
        names = {name for cell in self.cells for name in cell.names or []}
        request = {"do": "needs", "context": self._context}
        request["names"] = sorted(names)
        try:
            return self._list(self._ask(request, self.limits.start_seconds))
        except (ReplyTimeout, WorkerDied) as error:
            raise SessionBroken(
                f"what its cells need of the chapter was not found: {error}"
            ) from error

    @staticmethod
    def _list(outcome: Outcome) -> list[str]:
        """Return the texts of an outcome; none if it is something else."""
        try:
            texts = unpack(outcome["value"])
        except (KeyError, NotData):
            return []
        texts = texts if isinstance(texts, list) else []
        return [each for each in texts if isinstance(each, str)]

    def _run(self, cell: CellRun) -> bool:
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

    def _attempt(self, cell: CellRun, rest: bool) -> tuple[str, bool]:
        """Run a cell or the rest of it; return what went wrong and whether the worker is alive."""
        seconds = self.limits.cell_seconds
        request = {"do": "run", "name": f"<{cell.name}>", "rest": rest}
        request["source"] = cell.source
        try:
            outcome = self._ask(request, seconds)
        except ReplyTimeout:
            return f"it ran longer than {seconds:g} s and was stopped", False
        except WorkerDied as error:
            return str(error), False
        raised = outcome.get("error")
        if not raised:
            return "", True
        # No message: a cell runs again after a crash, and what it has seen of a test's inputs may
        # have outlived the jail, in the kernel's cache of files for instance.
        return f"it raised {common(raised['type'])}", True
