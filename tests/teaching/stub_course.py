"""A grader that does what a submission's text says: the runner is tested without the jail."""

import os
import signal
import time
from pathlib import Path

from teaching.classes.log import Class

COURSE = {"chapters": ["01_self_attention"], "seed": 7}
CHAPTER = "01_self_attention"


def exercise(points, max_points=2, **more):
    """One exercise of a result, with one test."""
    test = {
        "name": "values",
        "points": points,
        "max_points": max_points,
        "description": "the scores are right",
        "passed": points == max_points,
        "observed": "" if points == max_points else "expected 1, got 2",
        "mistake": None if points == max_points else "these are the weights",
    }
    return {
        "id": "scores",
        "title": "Exercise 1: scores",
        "points": points,
        "max_points": max_points,
        "state": "answered",
        "note": "",
        "tests": [test],
        **more,
    }


def result(points=2, chapter=CHAPTER, free_text=(), **more):
    """A result as teaching.jail.grading.grade gives it."""
    return {
        "status": "graded",
        "reason": "",
        "chapter": chapter,
        "points": points,
        "max_points": 2,
        "exercises": [exercise(points)],
        "notes": [],
        "texts": {},
        **({"free_text": list(free_text)} if free_text else {}),
        **more,
    }


def class_of(*rows):
    """A class of (student, file, result); None is not graded yet."""
    whole = Class(course="c")
    for number, (student, file, got) in enumerate(rows):
        sha256 = str(number)
        whole.add({"student": student, "file": file, "sha256": sha256})
        if got is not None:
            whole.add({"course": "c", "sha256": sha256, "result": got})
    return whole


def grade(data, course, unsafe=False):
    """Do what the text says, first noting in a file that the job ran.

    "die" kills the process, "die once FILE" only where FILE is not there yet, "sleep SECONDS"
    waits, "raise" raises, "nonsense" gives no result, "points N" gives N points.
    """
    assert course["seed"] == 7
    if trace := os.environ.get("STUB_TRACE"):
        with open(trace, "ab") as file:
            file.write(data.splitlines()[0] + b"\n")
    match data.decode().split():
        case ["die", "once", path, *_]:
            if not Path(path).exists():
                Path(path).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case ["die", *_]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["sleep", seconds, *_]:
            time.sleep(float(seconds))
        case ["raise", *_]:
            raise RuntimeError("a fault of the grader")
        case ["nonsense", *_]:
            return {"status": "graded", "points": {1, 2}}
        case ["points", points, *_]:
            return result(int(points))
    return result()
