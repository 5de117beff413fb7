"""The learner's check: says whether an answer is right, and if not, why.

The numbers that it compares with lie in ``graded/cases``, a file for each exercise, in which there
is no solution. A student gets them; in the whole book ``python -m teaching cases`` makes them.
"""

import json
import traceback
from functools import cache
from pathlib import Path
from typing import Any

from graded.compare import Case, DrawnTest, Verdict, judge
from graded.examine import examined, here
from graded.surroundings import undisturbed

HOME = Path(__file__).parents[1]  # the folder that this package lies in
CASES = Path(__file__).with_name("cases")

_points: dict[str, int] = {}  # exercise id -> points of the latest check


class _Plain(Exception):
    """An error that a notebook shows as its message alone: the frames are those of the check."""

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in place of a traceback."""
        return str(self).splitlines()


class NotSolved(_Plain, AssertionError):
    """An answer that failed a test of its exercise."""


class NotAnswered(_Plain, NotImplementedError):
    """A stub that is as it was handed out."""


class NoCases(_Plain, FileNotFoundError):
    """There is nothing to compare with."""


@cache
def _case(name: str) -> Case:
    path = CASES / f"{name}.json"
    if path.is_file():
        case: Case = json.loads(path.read_text("utf-8"))
        return case
    if known := sorted(each.stem for each in CASES.glob("*.json")):
        raise KeyError(
            f"no exercise is called {name!r}; there are: {', '.join(known)}"
        )
    raise NoCases(_remedy())


def _remedy() -> str:
    if (HOME / "teaching").is_dir():
        return (
            "the check's numbers are not made yet. Remedy: run `python -m "
            f"teaching cases` in the folder {HOME}, then this cell again."
        )
    return (
        f"the check has nothing to compare with: the folder {CASES} is not "
        "here. Remedy: unpack the whole zip that your teacher handed out, and "
        "run the notebook in its folder chapters/."
    )


def check(name: str, answer: Any) -> None:
    """Check an answer, the learner's function or class, to the exercise with this id.

    Prints what is done. Raises NotSolved, an AssertionError, with what was expected and seen and
    the classic mistake that it is, if a test fails; NotAnswered, a NotImplementedError, for the
    stub; KeyError if there is no such exercise; NoCases, a FileNotFoundError, without any files.
    """
    case = _case(name)
    _points[name] = 0
    try:
        failed = _failed_tests(case, answer)
    except NotImplementedError as error:
        raise NotAnswered(
            f"{case['title']}: not answered yet, 0 of {case['points']} points.\n"
            f"Seen: NotImplementedError: {error}\n"
            f"Next: write {case['entry_point']}, run its cell, then this one."
        ) from None
    _points[name] = case["points"] - sum(t["points"] for t, _, _ in failed)
    _refuse(case, failed)
    print(f"{case['title']}: done, {case['points']} points.")


def proved(name: str, answer: Any) -> str:
    """Check the book's solution of an exercise; return the sentence that says so.

    The learner's points stay as they are. Raises as ``check`` does.
    """
    case = _case(name)
    _refuse(case, _failed_tests(case, answer))
    return f"The book's solution: {case['points']} of {case['points']} points."


_Failed = list[tuple[DrawnTest, Verdict, Exception | None]]


def _failed_tests(case: Case, answer: Any) -> _Failed:
    """Run all tests; give each that failed, with the first error that the answer raised in it."""
    failed: _Failed = []
    with undisturbed():
        for test in case["tests"]:
            errors: list[Exception] = []
            outcomes = [
                examined(
                    test.get("examiner", ""),
                    trial["inputs"],
                    here(answer, test["driver"], errors),
                )
                for trial in test["trials"]
            ]
            for error in errors:
                if isinstance(error, NotImplementedError):
                    raise error  # the stub: nothing to check yet
            verdict = judge(test, outcomes)
            if not verdict.passed:
                failed.append((test, verdict, next(iter(errors), None)))
    return failed


def _refuse(case: Case, failed: _Failed) -> None:
    """Raise NotSolved if a test failed: with what was seen in the first, and the known mistake."""
    if not failed:
        return
    test, verdict, error = failed[0]
    points = case["points"] - sum(t["points"] for t, _, _ in failed)
    lines = [
        f"{case['title']}: {points} of {case['points']} points so far.",
        f"Checked: {test['description']}",
        f"Seen: {verdict.observed}",
    ]
    if error and (place := _place(error)):
        lines.append(f"Where: {place}")
    # One test may recognise a mistake that another cannot tell from others.
    mistakes = [v.mistake for _, v, _ in failed if v.mistake]
    if mistakes:
        lines.append(f"Perhaps: {case['hints'][mistakes[0]]}")
    raise NotSolved("\n".join(lines)) from error


def _place(error: Exception) -> str:
    """The last line of the learner's own code that an error went through; "" if there is none.

    A cell is the only code that has source lines but no file.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.line and not Path(frame.filename).exists():
            return f"line {frame.lineno}, in {frame.name}: {frame.line}"
    return ""


def report(chapter: str) -> None:
    """Print how far the learner is in a chapter: done, points, what is next.

    ``chapter`` is its name, or how it begins: ``"03"``. Raises KeyError if there is none.
    """
    every = [_case(path.stem) for path in CASES.glob("*.json")]
    if not every:
        raise NoCases(_remedy())
    cases = [each for each in every if each["chapter"].startswith(chapter)]
    cases.sort(key=lambda case: (case["chapter"], case["title"]))
    if not cases:
        raise KeyError(f"no chapter begins with {chapter!r}")
    following = None
    for case in cases:
        points = _points.get(case["id"])
        done = points == case["points"]
        following = following or (None if done else case["title"])
        mark = "done" if done else "open" if points is None else "not yet"
        print(f"{mark:8} {points or 0} of {case['points']}  {case['title']}")
    total = sum(case["points"] for case in cases)
    earned = sum(_points.get(case["id"], 0) for case in cases)
    print(f"{earned} of {total} points.", end=" ")
    print(f"Next: {following}." if following else "The chapter is done.")
