"""Graders that do what a test wants: the runner is tested without the jail.

They stand here, and not where they are used: each process that grades imports this module.
"""

import os
import signal
import time
from pathlib import Path

from teaching.classes.gradebook import Gradebook
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
    """A result as teaching.jail.grading.grade returns it."""
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


def gradebook_of(*rows):
    """A gradebook of (student, file, result); None is not graded yet."""
    gradebook = Gradebook(exams={"": "e"})
    for number, (student, file, got) in enumerate(rows):
        sha256 = str(number)
        gradebook.add({"student": student, "file": file, "sha256": sha256})
        if got is not None:
            gradebook.add({"exam": "e", "sha256": sha256, "result": got})
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
            return result({1, 2})  # not JSON
        case ["points", points, *_]:
            return result(int(points))
    return result()


ANSWER = {
    "id": "why",
    "title": "Exercise 2: why",
    "max_points": 4,
    "text": "because\nit grows",
    "rubric": ["is right"],
}


def grade_with_text(data, exam, unsafe=False, seconds=None):
    """Give one point, and carry the submission's text as a free-text answer."""
    return result(1, free_text=[{**ANSWER, "text": data.decode()}])


def grade_and_count(data, exam, unsafe=False, seconds=None):
    """Leave the seconds that it was given in the trace, and give one point."""
    with open(os.environ["STUB_TRACE"], "a") as file:
        file.write(f"{seconds:g}\n")
    return result(1, chapter="small")


def grade_without_a_jail(data, exam, unsafe=False, seconds=None):
    """Find no jail."""
    raise NoJail("there is no jail")
