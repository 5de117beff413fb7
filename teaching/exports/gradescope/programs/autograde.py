"""Grade the one submission that Gradescope has put in place, and always write a result.

``autograde.py ROOT`` starts ``autograde.py ROOT RESULT``, which does the grading, in a process of
its own: it may crash, hang or use too much memory.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
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
    return {
        "score": 0,  # Gradescope's format wants a number
        "output": text,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"status": "needs-human", "reason": reason},
        "tests": [_notice(text)],
    }


def _notice(text: str) -> Shown:
    return {
        "name": "Needs a human",
        "score": 0,
        "max_score": 0,
        "status": "failed",
        "output": text,
        "visibility": "visible",
    }


def results(graded: Any) -> Shown:
    """Return the grader's result in Gradescope's form."""
    tests = [
        _test(exercise, test)
        for exercise in graded.exercises
        for test in exercise.tests
    ]
    shown: Shown = {
        "score": graded.points,
        "output": "\n".join(
            [
                f"{graded.points} of {graded.max_points} points",
                *graded.notes,
            ]
        ),
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


def grade(root: Path) -> Shown:
    """Grade what is in the submission's folder; return the results in Gradescope's form."""
    from teaching.grading.archives import collect
    from teaching.grading.grade import grade
    from teaching.jail.sandbox import NoJail, available

    settings = json.loads((SOURCE / "settings.json").read_text("utf-8"))
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
    unsafe = settings["unsafe"] and bool(available())
    try:
        return results(grade(data, exam, unsafe=unsafe))
    except NoJail as error:
        return needs_human(
            f"there is no jail here, so nothing was run ({error}). For the teacher: a bundle "
            "built with --unsafe grades without one; then a student's code can read the expected "
            "values and write its own marks"
        )


def write(path: Path, shown: Shown) -> None:
    """Put the results in place, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(shown), "utf-8")
    os.replace(unfinished, path)


def supervised(root: Path) -> Shown:
    """Grade in a separate process; return the results, or why there are none."""
    settings = json.loads((SOURCE / "settings.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        process = subprocess.Popen(
            [sys.executable, __file__, str(root), str(result)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # so that all of it can be ended
        )
        try:
            _, said = process.communicate(timeout=settings["seconds"])
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return needs_human(
                f"it was not finished after {settings['seconds']} seconds"
            )
        print(said, file=sys.stderr)  # the teacher sees it, students do not
        if process.returncode:
            return needs_human(
                f"the grader ended with status {process.returncode}; its output, which the "
                "teacher sees, says why"
            )
        shown: Shown = json.loads(result.read_text("utf-8"))
        return shown


def main() -> None:
    """Grade, and write the result whatever happens."""
    root = Path(sys.argv[1])
    if len(sys.argv) == 3:
        write(Path(sys.argv[2]), grade(root))
        return
    try:
        shown = supervised(root)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        shown = needs_human(f"the grader failed ({type(error).__name__})")
    write(root / "results" / "results.json", shown)


if __name__ == "__main__":
    main()
