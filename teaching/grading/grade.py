"""Grading one submission: an independent job, from bytes to a result.

The job needs the file and the exam (the drawn tests, which are data), so it can run in any process
on any machine. Nothing that a student does can make it fail.
"""

import re
import sys
from dataclasses import replace

from graded.compare import Case, DrawnTest, judge
from graded.examine import examined
from graded.outcome import Outcome
from teaching.grading.answers import Answers, Exam, answers_of, chapter_of
from teaching.grading.bounded import bounded
from teaching.grading.notebook import Notebook, Unreadable, read_notebook
from teaching.grading.results import (
    ExerciseResult,
    Result,
    State,
    Status,
    TestResult,
    needs_human,
)
from teaching.grading.told import told
from teaching.jail.sandbox import Limits
from teaching.jail.session import Session, SessionBroken
from teaching.jail.worker import failure

HARNESS = ("Timeout", "Crash", "TooLarge")
MOST_NOTES = 20
MOST_FAILURES = 2  # hangs and crashes of one exercise, after which its other tests are not run
NOTES = {
    State.ANSWERED: "",
    State.STUB: "not answered: the cell is as it was handed out",
    State.MISSING: "not answered: nothing defines {}",
}
NOT_DEFINED = "Missing"  # the type of that error
# Magics, and calls, that may define names at home; those of IPython's own that do not.
DEFINING = (
    r"^[ \t]*(%[a-z]\w*)\b|\b(exec|eval|get_ipython|globals|setattr)[ \t]*\("
)
HARMLESS = {
    *("%matplotlib", "%time", "%timeit", "%pip", "%conda", "%pwd", "%cd"),
    *("%autoreload", "%load_ext", "%config", "%ls", "%who", "%whos", "%env"),
}
# Errors of a package, a file or a keyboard that the student has, and the jail has not.
ABSENT = {
    "ModuleNotFoundError",
    "ImportError",
    "FileNotFoundError",
    "EOFError",
}


def grade(
    data: bytes,
    exam: Exam,
    unsafe: bool = False,
    limits: Limits | None = None,
    seconds: float | None = None,
) -> Result:
    """Grade one file, in so many ``seconds`` at most, if the limits do not allow less.

    ``unsafe`` runs the student's code without a jail. Raises NoJail if there is none, and it is
    not set.
    """
    try:
        notebook = read_notebook(data)
        chapter = chapter_of(notebook, exam)
    except Unreadable as error:
        return needs_human(str(error)).cleaned()
    limits = limits or Limits()
    if seconds is not None:
        seconds = min(seconds, limits.total_seconds)
        limits = replace(limits, total_seconds=seconds)
    cells, cases = exam[chapter]["cells"], exam[chapter]["cases"]
    # The chapter's own code, of which the answers may need something.
    context = [
        cell["source"]
        for cell in cells
        if cell["kind"] == "code"
        and not {"exercise", "check"} & set(cell["tags"])
    ]
    answers = answers_of(notebook, cells)
    result = Result(Status.GRADED, chapter=chapter)
    reasons: list[str] = []  # why a human must look
    with Session(
        answers.run,
        context,
        unsafe=unsafe,
        limits=limits,
        modules=_modules(answers, cases),
    ) as session:
        broken = False
        for case in cases:
            exercise = _exercise(case, answers.states[case["id"]])
            result.exercises.append(exercise)
            if exercise.state != State.ANSWERED:
                continue
            if broken:
                exercise.note = "it was not run"
                continue
            try:
                kinds = _grade_exercise(case, session, answers, exercise)
            except SessionBroken as error:
                broken = True
                reasons.append(str(error))
                exercise.note = "it could not be run to its end"
                continue
            if why := _outside(
                case, session, notebook, answers, exercise, kinds
            ):
                exercise.note = why
                reasons.append(f"{case['entry_point']}: {why}")
        result.notes = _troubles(session)
    foreign = notebook.language not in ("python", "ipython", "python3")
    if foreign and not reasons and not result.points:
        reasons = [f"the notebook is in {notebook.language}"]
    if reasons:
        result.status = Status.NEEDS_HUMAN
        result.reason = "; ".join(reasons)
    return result.cleaned()


def _modules(answers: Answers, cases: list[Case]) -> tuple[str, ...]:
    """Return what to import first: it takes seconds that are not the student's fault."""
    code = "\n".join(source for _, source in answers.run)
    inputs = [
        trial["inputs"]
        for case in cases
        if answers.states[case["id"]] == State.ANSWERED
        for test in case["tests"]
        for trial in test["trials"]
    ]
    torch = re.search(r"\b(torch|nn|transformer_lib)\b", code)
    if torch or "'tensor'" in str(inputs):
        return ("numpy", "torch")
    return ("numpy",)


def _exercise(case: Case, state: State) -> ExerciseResult:
    """Return an exercise of which no test has been run."""
    tests = [
        TestResult(test["name"], test["description"], test["points"])
        for test in case["tests"]
    ]
    note = NOTES[state].format(case["entry_point"])
    return ExerciseResult(
        case["id"], case["title"], case["points"], state, note, tests
    )


def _grade_exercise(
    case: Case, session: Session, answers: Answers, exercise: ExerciseResult
) -> set[str]:
    """Run the tests of an answered exercise and fill in what was observed.

    Return the types of the errors that came, and "" if an answer came.
    """
    given_up = None  # the outcome that every further call would have
    failures = 0
    kinds: set[str] = set()
    for test, result in zip(case["tests"], exercise.tests, strict=True):
        outcomes: list[Outcome] = []
        for trial in test["trials"]:
            call = session.calls(
                case["entry_point"], test["driver"], test["seconds"]
            )
            with bounded():
                outcome = given_up or examined(
                    test.get("examiner", ""), trial["inputs"], call
                )
            outcomes.append(outcome)
            kind = outcome["error"]["type"] if "error" in outcome else ""
            kinds.add(kind)
            if kind == NOT_DEFINED:
                given_up = outcome
            elif kind in HARNESS:
                # The test is lost; its other calls would only take time.
                missing = len(test["trials"]) - len(outcomes)
                outcomes += [outcome] * missing
                failures += not given_up
                break
        _judge(test, outcomes, case, result)
        if failures >= MOST_FAILURES and not given_up:
            given_up = failure(
                outcome["error"]["type"],
                f"not run: {failures} tests before it ended in this way",
            )
    if kinds == {"NotImplementedError"}:
        exercise.state = State.STUB
        exercise.note = "not answered: it raises NotImplementedError"
    elif kinds == {NOT_DEFINED}:
        said = outcome["error"]["message"]
        exercise.note = said + _names_there(said, case, answers)
    return kinds


def _outside(
    case: Case,
    session: Session,
    notebook: Notebook,
    answers: Answers,
    exercise: ExerciseResult,
    kinds: set[str],
) -> str:
    """Say what outside of an answer may have cost its points; "" if it was the answer itself."""
    if exercise.is_solved or exercise.state != State.ANSWERED:
        return ""
    defining = ""
    if kinds <= {NOT_DEFINED, "NameError"} and not exercise.points:
        defining = _may_define(answers)
    if kinds == {"NameError"} and defining:
        return f"it needs a name that is not defined {defining}"
    if failed := session.lacks(case["entry_point"]):
        if "NameError" in failed and (why := _may_define(answers)):
            failed = f"{failed} {why}"
        return f"it needs what failed outside of it ({failed})"
    if exercise.points or not kinds:
        return ""
    if kinds <= ABSENT:
        return f"it looks for what is not here ({', '.join(sorted(kinds))})"
    if kinds == {NOT_DEFINED}:
        where = answers.where[case["id"]]
        its = [source for cell, source in answers.run if cell in where]
        if any(source.lstrip().startswith("%%") for source in its):
            return "it begins with %%, and was not run as Python"
        newer = notebook.version > sys.version_info[:2]
        if newer and "SyntaxError" in exercise.note:
            ours, theirs = (
                ".".join(map(str, version))
                for version in (sys.version_info[:2], notebook.version)
            )
            return f"it was written with Python {theirs}, and this is {ours}"
        if defining and "SyntaxError" not in exercise.note:
            return f"it is not defined {defining}"
    return ""


def _may_define(answers: Answers) -> str:
    """Name what at home may have given names to something, and here did not."""
    found = {
        name
        for _, source in answers.run
        for name in re.findall(DEFINING, source, re.MULTILINE)
    }
    names = [a or b for a, b in sorted(found) if a not in HARMLESS]
    return f"here ({', '.join(names[:5])})" if names else ""


def _names_there(said: str, case: Case, answers: Answers) -> str:
    """Name what the cell does define, if it ran: a misspelt function is hard to see."""
    if "(" in said:
        return ""
    names = [
        name
        for cell, source in answers.run
        if cell in answers.where[case["id"]]
        for name in re.findall(r"^(?:def|class)\s+(\w+)", source, re.M)
    ]
    return f"; its cell defines {', '.join(names[:5])}" if names else ""


def _judge(
    test: DrawnTest, outcomes: list[Outcome], case: Case, result: TestResult
) -> None:
    try:
        with bounded():
            verdict = judge(test, outcomes)
        result.passed = verdict.passed
        result.mistake = case["hints"].get(verdict.mistake or "", "")
        result.observed = told(verdict, test)
    except Exception as error:  # a value that defeats the comparison itself
        result.passed, result.mistake = False, ""
        kind = type(error).__name__
        result.observed = f"the answer cannot be compared ({kind})"
    result.points = test["points"] if result.passed else 0


def _troubles(session: Session) -> list[str]:
    notes = [f"{c.name}: {c.trouble}" for c in session.cells if c.trouble]
    more = len(notes) - MOST_NOTES
    return notes[:MOST_NOTES] + ([f"and {more} more"] if more > 0 else [])
