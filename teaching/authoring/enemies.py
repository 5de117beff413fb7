"""Enemies: lazy answers of someone who knows the open case and the driver, and what they keep.

Each exercise has its own in ``answers.py``. Those in COMMON are tried on all; of every call that
the open case makes they know the inputs and what the solution returned. An enemy runs in a process
that holds what the jail's worker holds, forked in milliseconds from one that has imported PyTorch.
"""

import multiprocessing
import re
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from types import FrameType, FunctionType, MethodType
from typing import Any

import numpy as np
import torch

from book.reader.chapters import context_of
from graded.compare import DrawnTest, judge
from graded.examine import Oracle, examined
from graded.outcome import Outcome, outcome_of
from graded.surroundings import undisturbed
from graded.values import Packed, pack, unpack
from teaching.authoring.case import alone
from teaching.authoring.exercise import Exercise, Wrong
from teaching.authoring.secrets import numbers_and_texts
from teaching.jail.prisoner import LONGEST
from teaching.jail.worker import failure, seed_everything

SHARE = 4  # an enemy may keep a quarter of the points
FEWEST = 2  # that attack an exercise
MOST_HELD = 10_000  # values that are looked at
TELLING = re.compile(
    "expect|want|right|true|truth|target|unseen|solution|answer|best|goal"
)
forked = multiprocessing.get_context("forkserver")
# Compilers too: an optimizer imports them when it is first made.
forked.set_forkserver_preload(["torch", "torch._dynamo", __name__])

Seen = list[tuple[Packed, Packed]]  # of a call: its inputs, what it returned


def enemies_of(
    exercise: Exercise, opened: list[DrawnTest], seen: Seen
) -> Iterator[Wrong]:
    """Yield the exercise's own enemies, and those of all exercises that attack it.

    One of all exercises attacks if it gets points on the open case, which it knows; how many it
    may keep, a line of its name without code may say.
    """
    own = {each.name: each for each in exercise.enemies}
    for each in own.values():
        if each.code.strip():
            yield each
    for name in COMMON:
        code = f"{exercise.entry_point} = enemy({name!r})\n"
        most = own[name].points if name in own else quarter(exercise)
        enemy = Wrong(name, code, most, "")
        if kept(exercise, enemy, opened, seen)[0]:
            yield enemy


def quarter(exercise: Exercise) -> int:
    """A quarter of the points of an exercise."""
    return exercise.points // SHARE


def kept(
    exercise: Exercise,
    enemy: Wrong,
    tests: list[DrawnTest],
    seen: Seen,
) -> tuple[int, str]:
    """The points that an enemy gets, and why it does not even run; "" if it does."""
    points, broken = 0, ""
    with _Process(exercise, enemy.code, seen) as process:
        for test in tests:
            given = [
                examined(
                    test["examiner"],
                    trial["inputs"],
                    partial(process.call, test),
                )
                for trial in test["trials"]
            ]
            points += test["points"] * judge(test, given).passed
        if not process.has_answered:
            broken = process.error
    return points, broken


def seen_in(exercise: Exercise, opened: list[DrawnTest]) -> Seen:
    """What the solution is asked in the open case, and what it returns."""
    solution = exercise.answer(exercise.reference)
    seen: Seen = []
    if isinstance(solution, type):
        return seen

    def recorded(*given: Any, **named: Any) -> Any:
        inputs = pack([*given, *named.values()])
        returned = solution(*given, **named)
        seen.append((inputs, pack(returned)))
        return returned

    with undisturbed():
        for test in opened:
            for trial in test["trials"]:
                alone(recorded, test, trial["inputs"])
    return seen


# The process of an enemy ---------------------------------------------------------------------


class _Process:
    """A process in which an enemy is called, and remembers; use it as a context manager."""

    def __init__(self, exercise: Exercise, code: str, seen: Seen):
        context = context_of(exercise.chapter, code)
        self._given = (context, code, exercise.entry_point, seen)
        self._process: Any = None
        self.has_answered, self.error = False, ""

    def __enter__(self) -> "_Process":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._process:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = None

    def call(
        self,
        test: DrawnTest,
        inputs: list[Packed],
        fresh: bool,
        oracle: Oracle | None,
    ) -> Outcome:
        """The outcome of one call, as ``graded.examine`` wants it."""
        if fresh:
            self.__exit__()
        if not self._process:
            self._pipe, theirs = forked.Pipe()
            arguments = (theirs, *self._given)
            self._process = forked.Process(target=_obey, args=arguments)
            self._process.start()
            theirs.close()
        try:
            self._pipe.send((test["driver"], inputs, oracle is not None))
            outcome = self._heard(LONGEST * test["seconds"], oracle)
        except (EOFError, ConnectionError):
            outcome = failure("Crash", "it ended")
        except BaseException:  # the oracle's: it still waits for an answer
            self.__exit__()
            raise
        if "error" in outcome:
            self.error = (
                f"{outcome['error']['type']}: {outcome['error']['message']}"
            )
            if outcome["error"]["type"] in ("Crash", "Timeout"):
                self.__exit__()
        self.has_answered |= "value" in outcome
        return outcome

    def _heard(self, seconds: float, oracle: Oracle | None) -> Outcome:
        end = time.monotonic() + seconds
        while self._pipe.poll(max(0.0, end - time.monotonic())):
            outcome, question = self._pipe.recv()
            if outcome:
                heard: Outcome = outcome
                return heard
            assert oracle
            asked = unpack(question, tensors=False)
            self._pipe.send(pack(oracle(*asked)))
        return failure("Timeout", f"no answer within {seconds:g} s")


def _obey(
    pipe: Connection, context: str, code: str, entry_point: str, seen: Seen
) -> None:
    """What an enemy's process does: answers calls, as the jail's worker would."""

    def oracle(*question: Any) -> Any:
        pipe.send((None, pack(list(question))))
        return unpack(pipe.recv())

    torch.set_num_threads(1)
    names: dict[str, Any] = {"__name__": "__main__"}
    names |= {"enemy": partial(_common, seen), "up": _up}
    trouble: Exception | None = None
    try:
        exec(context, names)
        exec(compile(code, "<enemy>", "exec"), names)
        answer = names[entry_point]
    except Exception as error:
        trouble = error
    while True:
        driver, inputs, asks = pipe.recv()
        if trouble:
            kind = type(trouble).__name__
            pipe.send((failure(kind, str(trouble)), None))
            continue
        given = [unpack(each) for each in inputs]
        seed_everything()
        given = [oracle, *given] if asks else given
        pipe.send((outcome_of(answer, driver, given), None))


def _up(name: str) -> Any:
    """What is called by this name where the driver runs, or None."""
    frame: FrameType | None = sys._getframe(1)
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            if name in space:
                return space[name]
        frame = frame.f_back
    return None


# The enemies of all exercises, as they are in that process -------------------------------------


def _common(seen: Seen, name: str) -> Any:
    """The answer of one of them, for what was seen in the open case."""
    calls = [(unpack(its), unpack(returned)) for its, returned in seen]
    known = [list(numbers_and_texts(its)) for its, _ in calls]

    def answer(*given: Any, **named: Any) -> Any:
        inputs = [*given, *named.values()]
        asked = list(numbers_and_texts(inputs))
        order = sorted(range(len(calls)), key=lambda n: _far(known[n], asked))
        results = [unpack(seen[n][1]) for n in order]
        return COMMON[name](results, inputs, sys._getframe(1))

    return answer


def _far(one: list[Any], other: list[Any]) -> float:
    """How unlike two calls are, by the numbers and texts in their inputs."""
    far = 10.0 * abs(len(one) - len(other))
    for a, b in zip(one, other, strict=False):
        if isinstance(a, str) or isinstance(b, str):
            far += not (isinstance(a, type(b)) and a == b)
        elif a.shape != b.shape:
            far += 5
        elif a.size:
            with np.errstate(all="ignore"):  # -inf is a number here
                apart = np.abs(a - b) / (1 + np.abs(a))
                far += min(float(np.nan_to_num(apart, nan=1.0).mean()), 3)
    return far


def _replay(results: list[Any], *_: Any) -> Any:
    """What was right for the most similar call."""
    return results[0]


def _usual(results: list[Any], *_: Any) -> Any:
    """The mean of what was right, or what was right most often."""
    alike = [each for each in results if _form(each) == _form(results[0])]
    if isinstance(alike[0], torch.Tensor) and alike[0].is_floating_point():
        return torch.stack(alike).mean(0)
    if isinstance(alike[0], np.ndarray) and alike[0].dtype.kind == "f":
        return np.mean(alike, axis=0)
    if isinstance(alike[0], float):
        return sum(alike) / len(alike)
    texts = [repr(each) for each in alike]
    return alike[texts.index(max(texts, key=texts.count))]


def _patched(results: list[Any], *_: Any) -> Any:
    """The same, where all that compares says that all is well."""

    def true(*_: Any, **__: Any) -> Any:
        return torch.tensor(True)

    for module in (np, torch):
        for name in ("allclose", "array_equal", "equal", "isclose"):
            setattr(module, name, true)
    for name in ("allclose", "equal", "all"):
        setattr(torch.Tensor, name, true)
    return results[0]


def _frames(results: list[Any], inputs: list[Any], frame: FrameType) -> Any:
    """What has the form of a right answer and is held where the driver runs; inputs last."""
    found = list(_held(frame))
    found.sort(key=lambda each: not TELLING.search(each[0]))
    ours = {id(each) for each in inputs}
    for form in map(_form, results):
        alike = [each for _, each in found if _form(each) == form]
        alike.sort(key=lambda each: id(each) in ours)
        if alike:
            return alike[0]
    return None


COMMON = {
    "replay": _replay,
    "usual": _usual,
    "patched": _patched,
    "frames": _frames,
}


def _form(value: Any) -> Any:
    """What two values of one kind have in common: types, shapes and lengths."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return type(value).__name__, str(value.dtype), tuple(value.shape)
    if isinstance(value, (list, tuple)):
        return type(value).__name__, *map(_form, value[:9])
    if isinstance(value, dict):
        return "dict", *sorted(map(str, value))
    return type(value).__name__


def _held(frame: FrameType | None) -> Iterator[tuple[str, Any]]:
    """All that can be reached from where the driver runs, with the names on the way to it."""
    todo: list[tuple[str, Any]] = []
    while frame:
        todo += frame.f_locals.items()
        if frame.f_code.co_filename == "<driver>":
            todo += frame.f_globals.items()
        frame = frame.f_back
    met: set[int] = set()
    while todo and len(met) < MOST_HELD:
        name, value = todo.pop(0)
        if id(value) in met:
            continue
        met.add(id(value))
        yield name, value
        inner: Any = {}
        if isinstance(value, dict):
            inner = {str(key): each for key, each in value.items()}
        elif isinstance(value, (list, tuple, set)):
            inner = {str(n): each for n, each in enumerate(value)}
        elif isinstance(value, MethodType):
            inner = {"": value.__self__}
        elif isinstance(value, partial):
            inner = {"": (*value.args, value.func)}
        elif isinstance(value, FunctionType):
            cells = value.__closure__ or ()
            free = value.__code__.co_freevars
            inner = {
                n: c.cell_contents for n, c in zip(free, cells, strict=True)
            }
        elif type(value).__module__ == "driver":
            inner = vars(value)
        todo += [(f"{name}.{key}", each) for key, each in inner.items()]
