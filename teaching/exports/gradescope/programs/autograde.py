"""Grade the one submission that Gradescope has put in place: ``autograde.py ROOT``.

``run_autograder`` has put a result there already, which says that nothing was graded. It stays,
whatever happens, until there is a true one.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent
Shown = dict[str, Any]  # in Gradescope's form


def needs_human(reason: str) -> Shown:
    """Return what Gradescope shows if nothing, or not everything, could be graded."""
    text = (
        f"This submission needs a human: {reason}. Points shown here are not its mark; your "
        "teacher has to look at it."
    )
    notice = {
        "name": "Needs a human",
        "score": 0,
        "max_score": 0,
        "status": "failed",
        "output": text,
        "visibility": "visible",
    }
    return {
        "score": 0,  # Gradescope's format wants a number
        "output": text,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"status": "needs-human", "reason": reason},
        "tests": [notice],
    }


def results(graded: Any) -> Shown:
    """Return the grader's result in Gradescope's form."""
    tests = [
        _test(exercise, test)
        for exercise in graded.exercises
        for test in exercise.tests
    ]
    total = f"{graded.points} of {graded.max_points} points"
    shown: Shown = {
        "score": graded.points,
        "output": "\n".join([total, *graded.notes]),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"status": graded.status},
        "tests": tests,
    }
    reason = graded.reason
    if not (reason or any(e.state == "answered" for e in graded.exercises)):
        # No work of which 0 would be the mark.
        reason = "no exercise in it is answered, so it counts as not handed in"
    if reason:
        shown |= needs_human(reason) | {"score": graded.points}
        shown["tests"] += tests
    return shown


def _test(exercise: Any, test: Any) -> Shown:
    lines = [f"Checked: {test.description}"]
    if exercise.note:
        lines.append(f"Note: {exercise.note}")
    if test.observed:
        lines.append(f"Seen: {test.observed}")
    if test.mistake:
        lines.append(f"Perhaps: {test.mistake}")
    return {
        "name": f"{exercise.title}: {test.name}",
        "score": test.points,
        "max_score": test.max_points,
        "status": "passed" if test.passed else "failed",
        "output": "\n".join(lines),
        "visibility": "visible",
    }


def grade(root: Path, unsafe: bool) -> Shown:
    """Grade what is in the submission's folder; return the results in Gradescope's form."""
    from teaching.grading.archives import collect
    from teaching.grading.grade import grade
    from teaching.jail.sandbox import NoJail, available

    exam = json.loads((SOURCE / "exam.json").read_text("utf-8"))
    folder = root / "submission"
    files = collect(folder) if folder.is_dir() else []
    notebooks = [f for f in files if f.file.lower().endswith(".ipynb")]
    # A single file with another name may be a notebook too; if not, the grader says what it is.
    chosen = {file.data: file for file in notebooks or files}
    if troubles := [file for file in files if file.trouble]:
        return needs_human(f"{troubles[0].file}: {troubles[0].trouble}")
    if len(chosen) != 1:
        names = ", ".join(sorted(file.file for file in files))[:300]
        return needs_human(
            f"there are {len(chosen)} notebooks instead of one: {names}"
            if notebooks
            else f"there is no notebook among its files: {names or 'none'}"
        )
    (data,) = chosen
    try:
        without = unsafe and bool(available())
        return results(grade(data, exam, unsafe=without))
    except NoJail as error:
        return needs_human(
            f"there is no jail here, so nothing was run ({error}). For the teacher: a bundle "
            "built with --unsafe grades without one; then a student's code can read the expected "
            "values and write its own marks"
        )


def main() -> None:
    """Grade, and put the result in place, all at once."""
    root = Path(sys.argv[1])
    settings = json.loads((SOURCE / "settings.json").read_text("utf-8"))
    signal.setitimer(signal.ITIMER_REAL, settings["seconds"])  # ends it
    shown = json.dumps(grade(root, settings["unsafe"]))
    path = root / "results" / "results.json"
    path.with_suffix(".new").write_text(shown, "utf-8")
    os.replace(path.with_suffix(".new"), path)


if __name__ == "__main__":
    main()
