"""Graders that do what a test wants: the runner is tested without the jail.

They stand here, and not where they are used: each process that grades imports this module.
"""

import os
import signal
import time
from functools import partial
from pathlib import Path

from teaching.classes.log import Gradebook
from teaching.grading.archives import Handed
from teaching.grading.results import Result, result_of
from teaching.jail.sandbox import NoJail

CHAPTER = "01_self_attention"
EXAM = {CHAPTER: {"cells": [], "cases": [], "seed": 7}}


def exercise(points, max_points=2, **more):
    """One exercise of a result, with one test."""
    test = {
        "name": "values",
        "points": points,
        "max_points": max_points,
        "description": "the scores are right",
        "passed": points == max_points,
        "observed": "" if points == max_points else "expected 1, got 2",
        "mistake": "" if points == max_points else "these are the weights",
    }
    return {
        "id": "scores",
        "title": "Exercise 1: scores",
        "max_points": max_points,
        "state": "answered",
        "note": "",
        "tests": [test],
        **more,
    }


def result(points=2, chapter=CHAPTER, **more):
    """A result as it stands in a log."""
    return {
        "status": "graded",
        "reason": "",
        "chapter": chapter,
        "exercises": [exercise(points)],
        "notes": [],
        **more,
    }


def handed(student, file, data):
    """A file whose content is at hand."""
    return Handed(student, file, partial(bytes, data))


def gradebook_of(*rows):
    """A gradebook of (student, file, result); None is not graded yet."""
    gradebook = Gradebook(exams={"": "e"})
    for number, (student, file, got) in enumerate(rows):
        sha256 = str(number)
        gradebook.add({"student": student, "file": file, "sha256": sha256})
        if got is not None:
            data = got.as_data() if isinstance(got, Result) else got
            gradebook.add({"exam": "e", "sha256": sha256, "result": data})
    return gradebook


def grade(data, exam, unsafe=False, seconds=None):
    """Do what the text says, first noting in a file that the job ran.

    "die" kills the process, "die once FILE" only if FILE does not exist yet, "sleep SECONDS"
    waits, "raise" raises, "nonsense" returns what is not a result, "points N" gives N points.
    """
    assert exam[CHAPTER]["seed"] == 7
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
            return {1, 2}  # no result
        case ["points", points, *_]:
            return result_of(result(int(points)))
    return result_of(result())


def grade_and_count(data, exam, unsafe=False, seconds=None):
    """Leave the seconds that it was given in the trace, and give one point."""
    with open(os.environ["STUB_TRACE"], "a") as file:
        file.write(f"{seconds:g}\n")
    return result_of(result(1, chapter="small"))


def grade_without_a_jail(data, exam, unsafe=False, seconds=None):
    """Find no jail."""
    raise NoJail("there is no jail")
