"""Grading one submission: an independent job, from bytes to a result that is data only.

The job needs the file and the exam (the drawn tests, which are data as well), so it can run in any
process on any machine. Nothing that a student does can make it fail.
"""

import re
from dataclasses import replace

from graded.compare import judge
from teaching.jail.sandbox import Limits
from teaching.jail.session import Session, SessionBroken, common
from teaching.jail.submission import (
    Unreadable,
    answers_of,
    chapter_of,
    read_submission,
)
from teaching.jail.worker import failure

HARNESS = ("Timeout", "Crash", "TooLarge")
MOST_NOTES = 20
PATIENCE = 2  # hangs and crashes of one exercise, after which its other tests are not run


def grade(data, exam, unsafe=False, limits=None, seconds=None):
    """Grade one file.

    Parameters
    ----------
    data : bytes
        What was handed in.
    exam : dict
        As ``teaching.classes.exam.exam_of`` returns it.
    unsafe : bool
        Run the student's code without a jail.
    limits : Limits
    seconds : float
        At most for all of it, if that is less than the limits allow.

    Returns
    -------
    dict
        Data only::

            {"status": "graded" or "needs-human", "reason": str, "chapter": str,
             "points": int, "max_points": int, "notes": [str], "texts": {cell id: str},
             "exercises": [{"id", "title", "points", "max_points", "note": str,
                            "state": "answered", "missing" or "stub",
                            "tests": [{"name", "points", "max_points", "description", "passed",
                                       "observed", "mistake"}]}]}

        ``observed`` and ``mistake`` are what the student is told: which property failed, and the
        known mistake, or "". They hold no number and no input, as who may hand in again would soon
        have collected all that is expected. If the status is
        needs-human, the points are those that are certain, and ``reason`` says what to look at.

    Raises
    ------
    NoJail
        If there is no jail here and ``unsafe`` is not set.
    """
    try:
        submission = read_submission(data)
        chapter = chapter_of(submission, exam)
    except Unreadable as error:
        return clean(_result("needs-human", str(error)))
    limits = limits or Limits()
    if seconds is not None:
        seconds = min(seconds, limits.total_seconds)
        limits = replace(limits, total_seconds=seconds)
    material = exam[chapter]
    answers = answers_of(submission, chapter, material["cells"])
    result = _result("graded", "", chapter)
    result["texts"] = answers.texts
    cases = material["cases"]
    with Session(
        answers.run,
        _context(material["cells"]),
        unsafe=unsafe,
        limits=limits,
        modules=_modules(answers, cases),
    ) as session:
        for case in cases:
            exercise = _unanswered(case, answers.states[case["id"]])
            result["exercises"].append(exercise)
            if exercise["state"] != "answered":
                continue
            if result["reason"]:
                exercise["note"] = "it was not run"
                continue
            try:
                _grade_exercise(case, session, exercise)
                _name_what_is_there(case, answers, exercise)
            except SessionBroken as error:
                result["status"] = "needs-human"
                result["reason"] = str(error)
                exercise["note"] = "it could not be run to its end"
        result["notes"] = _troubles(session)
    result["points"] = sum(each["points"] for each in result["exercises"])
    result["max_points"] = sum(
        each["max_points"] for each in result["exercises"]
    )
    _look_at_language(result, submission)
    return clean(result)


def _result(status, reason, chapter=""):
    return {
        "status": status,
        "reason": reason,
        "chapter": chapter,
        "points": 0,
        "max_points": 0,
        "notes": [],
        "texts": {},
        "exercises": [],
    }


def _context(cells):
    """Return the sources of a chapter's code cells that are not part of an exercise."""
    return [
        cell["source"]
        for cell in cells
        if cell["kind"] == "code"
        and not {"exercise", "check"} & set(cell["tags"])
    ]


def _modules(answers, cases):
    """Return what to import first: it takes seconds that are not the student's fault."""
    code = "\n".join(source for _, source in answers.run)
    inputs = [
        trial["inputs"]
        for case in cases
        if answers.states[case["id"]] == "answered"
        for test in case["tests"]
        for trial in test["trials"]
    ]
    torch = re.search(
        r"\b(torch|nn|transformer_lib)\b", code
    ) or "'tensor'" in str(inputs)
    return ("numpy", "torch") if torch else ("numpy",)


def _unanswered(case, state):
    notes = {
        "answered": "",
        "stub": "not answered: the cell is as it was handed out",
        "missing": f"not answered: nothing defines {case['entry_point']}",
    }
    tests = [
        {
            "name": test["name"],
            "points": 0,
            "max_points": test["points"],
            "description": test["description"],
            "passed": False,
            "observed": "",
            "mistake": "",
        }
        for test in case["tests"]
    ]
    return {
        "id": case["id"],
        "title": case["title"],
        "points": 0,
        "max_points": case["points"],
        "state": state,
        "note": notes[state],
        "tests": tests,
    }


def _grade_exercise(case, session, exercise):
    """Run the tests of an answered exercise and fill in what was observed."""
    given_up = None  # the outcome that every further call would have
    failures = 0
    kinds = set()
    for test, report in zip(case["tests"], exercise["tests"], strict=True):
        outcomes = []
        for trial in test["trials"]:
            outcome = given_up or session.call(
                case["entry_point"],
                test["driver"],
                trial["inputs"],
                test["seconds"],
            )
            outcomes.append(outcome)
            kind = outcome.get("error", {}).get("type")
            kinds.add(kind)
            if kind == "Missing":
                given_up = outcome
            elif kind in HARNESS:
                # The test is lost; its other calls would only take time.
                missing = len(test["trials"]) - len(outcomes)
                outcomes += [outcome] * missing
                failures += not given_up
                break
        _report(test, outcomes, case, report)
        if failures >= PATIENCE and not given_up:
            given_up = failure(
                outcome["error"]["type"],
                f"not run: {failures} tests before it ended in this way",
            )
    exercise["points"] = sum(each["points"] for each in exercise["tests"])
    if kinds == {"NotImplementedError"}:
        exercise["state"] = "stub"
        exercise["note"] = "not answered: it raises NotImplementedError"
    elif kinds == {"Missing"}:
        exercise["note"] = outcomes[0]["error"]["message"]


def _name_what_is_there(case, answers, exercise):
    """Name what the cell does define: a misspelt function is hard to see."""
    if not exercise["note"].endswith("is not defined"):
        return
    names = [
        name
        for cell, source in answers.run
        if cell in answers.where[case["id"]]
        for name in re.findall(r"^(?:def|class)\s+(\w+)", source, re.M)
    ]
    if names:
        exercise["note"] += f"; its cell defines {', '.join(names[:5])}"


def _report(test, outcomes, case, report):
    try:
        verdict = judge(test, outcomes)
        observed, passed = verdict.observed, verdict.passed
        mistake = case["hints"][verdict.mistake] if verdict.mistake else ""
        failed = {
            f"it raised {error['type']}: {error['message']}": error["message"]
            for error in (each.get("error") for each in outcomes)
            if error and error["kinds"] == [error["type"]]
        }  # by the harness: nobody raised these
        observed = failed.get(observed) or unrevealing(
            observed, test["driver"]
        )
    except Exception as error:  # a value that defeats the comparison itself
        observed = f"the answer cannot be compared ({type(error).__name__})"
        passed, mistake = False, ""
    report.update(
        passed=passed,
        points=test["points"] if passed else 0,
        observed=observed,
        mistake=mistake,
    )


def unrevealing(observed, driver):
    """Say what was seen in a failed test of the exam without any of its numbers and inputs.

    Of errors the type is left, and the message if it is the driver's own: any other may hold what
    the answer was called with. The learner's check, whose numbers everybody may know, says more.
    """
    if not observed:
        return ""
    if found := re.fullmatch(
        r"it raised (\w+)(?:: (.*))?", observed, re.DOTALL
    ):
        return _raised(found[1], found[2] or "", driver)
    if found := re.fullmatch(
        r"(expected an? \w+), got (.*)", observed, re.DOTALL
    ):
        kind, _, message = found[2].partition(": ")
        got = (
            found[2] if kind == "an answer" else _raised(kind, message, driver)
        )
        return f"{found[1]}; {got.removeprefix('it raised ')} came"
    if observed.startswith("the answer cannot be read"):
        return "the answer cannot be read"
    name, _, rest = observed.partition(": expected ")
    name = _masked(re.sub(r"(\[[\d, ]+\])+$", "", name))
    if not rest:
        return name  # a part that is missing
    if rest.startswith("True, got ") and not observed.startswith(f"{name}["):
        return f"{name}: it is not so"
    for kind in ("booleans", "whole numbers", "numbers"):
        if rest.startswith(kind):
            return f"{name}: {kind} were expected"
    for kind in ("an array", "a dict", "a list", "a tuple"):
        if rest.startswith(kind):
            return f"{name}: {kind} was expected"
    if rest.startswith("shape ") or re.match(r"\d+ values", rest):
        return f"{name}: another shape was expected"
    return f"{name}: other values were expected"


def _raised(kind, message, driver):
    kind = common(kind)
    said = message and any(
        message in line or message.split(" ", 1)[-1] in line
        for line in driver.splitlines()
        if "raise" in line or "refuse" in line
    )
    return f"it raised {kind}: {message}" if said else f"it raised {kind}"


def _masked(name):
    """A driver's sentence without the inputs that it names."""
    name = re.sub(r"'[^']*'", "…", name)
    name = re.sub(r"[-+]?\d[\d.]*", "…", name)
    return re.sub(r"[\[({]*…[\])}]*(?:[\s,\[\](){}]+…[\])}]*)*", "…", name)


def _troubles(session):
    told = [f"{c.name}: {c.trouble}" for c in session.cells if c.trouble]
    more = len(told) - MOST_NOTES
    return told[:MOST_NOTES] + ([f"and {more} more"] if more > 0 else [])


def _look_at_language(result, submission):
    """A notebook in another language that earns nothing needs a human."""
    foreign = submission.language not in ("python", "ipython", "python3")
    if foreign and result["status"] == "graded" and not result["points"]:
        result["status"] = "needs-human"
        result["reason"] = f"the notebook is in {submission.language}"


def clean(value):
    """Return the same data, its texts such that they can be written to any file."""
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8")
        return "".join(
            c if c.isprintable() or c in "\n\t" else "�" for c in text
        )
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    return value
