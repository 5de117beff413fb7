"""The learner's check: says whether an answer is right, and if not, why.

Needs NumPy, and PyTorch where the chapter does; works wherever the notebook runs. The expected
values are read from ``graded/cases``, in which there is no solution; in the whole book, where the
exercises are at hand, they are drawn from them.
"""

import importlib
import json
from functools import cache
from pathlib import Path

from graded.compare import judge
from graded.outcome import call, describe
from graded.values import pack, unpack

CASES = Path(__file__).with_name("cases")

_points = {}  # exercise id -> points of the latest check


@cache
def _case(name):
    path = CASES / f"{name}.json"
    if path.is_file():
        return json.loads(path.read_text("utf-8"))
    if book := _book():
        return book.open_case(name)
    known = ", ".join(sorted(p.stem for p in CASES.glob("*.json")))
    raise KeyError(
        f"no exercise is called {name!r}; there are: {known or 'none'}"
    )


def _book():
    """Where the exercises are at hand, the module that draws cases from them; else None.

    This is the one door from here to the teacher's side, and it is opened by name: what a student
    is handed has nothing behind it.
    """
    if not (Path(__file__).parents[1] / "teaching" / "exercises").is_dir():
        return None
    return importlib.import_module("teaching.authoring.case")


def _cases(chapter):
    """The cases of all chapters whose names begin like this, in order of their titles."""
    if any(CASES.glob("*.json")) or not (book := _book()):
        cases = [_case(path.stem) for path in CASES.glob("*.json")]
        found = [c for c in cases if c["chapter"].startswith(chapter)]
    else:
        found = book.open_cases(chapter)
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
    NotImplementedError
        If the answer is still the stub.
    AssertionError
        At the first test that fails: what was checked, what was expected and what was seen, and
        the classic mistake that gives these values, if it is one.
    KeyError
        If there is no such exercise.
    """
    case = _case(name)
    _points[name] = 0
    failed = []
    for test in case["tests"]:
        outcomes, error = _run(test, answer)
        verdict = judge(test, outcomes)
        if verdict.passed:
            _points[name] += test["points"]
        else:
            failed.append((test, verdict, error))
    if failed:
        raise AssertionError(_message(case, failed)) from failed[0][2]
    print(f"{case['title']}: done, {case['points']} points.")


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
    test, verdict, _ = failed[0]
    points = f"{_points[case['id']]} of {case['points']} points so far"
    lines = [
        f"{case['title']}: {points}.",
        f"Checked: {test['description']}",
        f"Seen: {verdict.observed}",
    ]
    # One test may recognise a mistake that another cannot tell from others.
    mistakes = [v.mistake for _, v, _ in failed if v.mistake]
    if mistakes:
        lines.append(f"Perhaps: {case['hints'][mistakes[0]]}")
    return "\n".join(lines)


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
