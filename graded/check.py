"""The learner's check: says whether an answer is right, and if not, why.

In the whole book, where the exercises are at hand, the numbers of a check are drawn from them. What
a student gets has none; there they are read from ``graded/cases``, in which there is no solution.
"""

import importlib
import json
import traceback
from functools import cache
from pathlib import Path

from graded.compare import judge
from graded.outcome import call, describe
from graded.surroundings import undisturbed
from graded.values import pack, unpack

HOME = Path(__file__).parents[1]  # the folder that this package lies in
CASES = Path(__file__).with_name("cases")

_points = {}  # exercise id -> points of the latest check


class _Plain(Exception):
    """An error that a notebook shows as its message alone: the frames are those of the check."""

    def _render_traceback_(self):
        """Return the lines that IPython shows in place of a traceback."""
        return str(self).splitlines()


class NotSolved(_Plain, AssertionError):
    """An answer that failed a test of its exercise."""


class NotAnswered(_Plain, NotImplementedError):
    """A stub that is as it was handed out."""


def _exercises():
    """The module that draws cases from the exercises, or None where there are no exercises.

    It is the only way from here to the teacher's side, and it is named in a text, not imported:
    what a student gets has nothing behind it.
    """
    if not (HOME / "teaching" / "exercises").is_dir():
        return None
    try:
        return importlib.import_module("teaching.authoring.case")
    except ModuleNotFoundError as error:
        if error.name.partition(".")[0] in ("teaching", "book"):
            raise ModuleNotFoundError(
                f"the check cannot be run here: {error}. Remedy: run the "
                f"notebook in the folder chapters/ of {HOME}, its set-up cell "
                "first.",
                name=error.name,
            ) from None
        package = {"yaml": "pyyaml"}.get(error.name, error.name)
        raise ModuleNotFoundError(
            f"the check needs the package {package}, which is not installed. "
            f"Remedy: `pip install {package}`, then restart the kernel.",
            name=error.name,
        ) from None


@cache
def _case(name):
    if exercises := _exercises():
        return exercises.open_case(name)
    path = CASES / f"{name}.json"
    if path.is_file():
        return json.loads(path.read_text("utf-8"))
    if known := sorted(each.stem for each in CASES.glob("*.json")):
        raise KeyError(
            f"no exercise is called {name!r}; there are: {', '.join(known)}"
        )
    raise FileNotFoundError(_incomplete())


def _incomplete():
    return (
        "the check has nothing to compare with: neither the book's exercises "
        f"nor the folder {CASES} is here. Remedy: unpack the whole zip that "
        "your teacher handed out, and run the notebook in its folder "
        "chapters/; or take the whole book."
    )


def _cases(chapter):
    """The cases of all chapters whose names begin like this, in order of their titles."""
    if exercises := _exercises():
        found = exercises.open_cases(chapter)
    else:
        cases = [_case(path.stem) for path in CASES.glob("*.json")]
        if not cases:
            raise FileNotFoundError(_incomplete())
        found = [each for each in cases if each["chapter"].startswith(chapter)]
    return sorted(found, key=lambda case: (case["chapter"], case["title"]))


def check(name, answer):
    """Check an answer to an exercise; print what is done, or raise AssertionError.

    Parameters
    ----------
    name : str
        The exercise's id, as it stands in its check cell.
    answer : function or class
        What the learner wrote.

    Raises
    ------
    NotAnswered
        If the answer is still the stub: a NotImplementedError.
    NotSolved
        At the first test that fails: what was checked, what was expected and what was seen, and
        the classic mistake that gives these values, if it is one. It is an AssertionError.
    KeyError
        If there is no such exercise.
    FileNotFoundError, ModuleNotFoundError
        If something is missing here that the check needs; the message says what to do.
    """
    case = _case(name)  # first, since it loads PyTorch where that is needed
    try:
        _pass_all_tests(case, answer)
    except NotImplementedError as error:
        raise NotAnswered(
            f"{case['title']}: not answered yet, 0 of {case['points']} points.\n"
            f"Seen: NotImplementedError: {error}\n"
            f"Next: write {case['entry_point']}, run its cell, then this one."
        ) from None
    print(f"{case['title']}: done, {case['points']} points.")


def proved(name, answer):
    """Check the book's solution of an exercise; return the sentence that says so.

    The learner's points stay as they are. Raises as ``check`` does.
    """
    case, before = _case(name), _points.copy()
    try:
        _pass_all_tests(case, answer)
    finally:
        _points.clear()
        _points.update(before)
    return f"The book's solution: {case['points']} of {case['points']} points."


def _pass_all_tests(case, answer):
    """Run all tests on the answer; raise NotSolved if one fails."""
    with undisturbed():
        failed = _failed_tests(case, answer)
    if failed:
        raise NotSolved(_message(case, failed)) from failed[0][2]


def _failed_tests(case, answer):
    """Run all tests and count the points: (test, verdict, error) of each that failed."""
    _points[case["id"]] = 0
    failed = []
    for test in case["tests"]:
        outcomes, error = _run(test, answer)
        verdict = judge(test, outcomes)
        if verdict.passed:
            _points[case["id"]] += test["points"]
        else:
            failed.append((test, verdict, error))
    return failed


def _run(test, answer):
    """The outcomes of all trials, and the first error that the answer raised."""
    outcomes, first_error = [], None
    for trial in test["trials"]:
        inputs = [unpack(each) for each in trial["inputs"]]
        try:
            outcomes.append(
                {"value": pack(call(answer, test["driver"], inputs))}
            )
        except NotImplementedError:
            raise  # the stub: nothing to check yet
        except Exception as error:
            outcomes.append({"error": describe(error)})
            first_error = first_error or error
    return outcomes, first_error


def _message(case, failed):
    """What is wrong with an answer: the first failed test, and the mistake if it is known."""
    test, verdict, error = failed[0]
    points = f"{_points[case['id']]} of {case['points']} points so far"
    lines = [
        f"{case['title']}: {points}.",
        f"Checked: {test['description']}",
        f"Seen: {verdict.observed}",
    ]
    if error and (place := _place(error)):
        lines.append(f"Where: {place}")
    # One test may recognise a mistake that another cannot tell from others.
    mistakes = [v.mistake for _, v, _ in failed if v.mistake]
    if mistakes:
        lines.append(f"Perhaps: {case['hints'][mistakes[0]]}")
    return "\n".join(lines)


def _place(error):
    """The last line of the learner's own code that an error went through; "" if there is none.

    A cell is the only code that has source lines but no file.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.line and not Path(frame.filename).exists():
            return f"line {frame.lineno}, in {frame.name}: {frame.line}"
    return ""


def report(chapter):
    """Print how far the learner is in a chapter: done, points, what is next.

    Parameters
    ----------
    chapter : str
        The notebook's name without ``.ipynb``, or how it begins: ``"03"``.

    Raises
    ------
    KeyError
        If there is no such chapter.
    """
    cases = _cases(chapter)
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
