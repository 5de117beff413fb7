"""What a class is graded with: its secret seed and the data drawn with it, kept in its folder.

Drawn anew, a last digit might differ (another number of threads is enough), and all would be
graded again. So the data is kept, until something that it is made of changes.
"""

import hashlib
import json
import os
import re
import secrets
from importlib.metadata import version
from pathlib import Path

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.case import build_case
from teaching.authoring.exercise import exercises

SOURCES = (
    *("_toc.yml", "chapters/*.ipynb", "transformer_lib/*.py"),
    *("graded/exercises/*/*.py", "graded/exercises/*/*/*.py"),
    *("graded/case.py", "graded/exercise.py", "graded/outcome.py"),
    *("graded/context.py", "graded/values.py"),
)
LIBRARIES = ("numpy", "torch")


class SeedError(Exception):
    """The seed of a folder cannot be used; the message names cause and remedy."""


def seed_of(folder, fixed=None):
    """The secret seed of a class: drawn once, then kept in ``seed.txt`` of its folder.

    Raises SeedError if the folder has another seed than the one that is asked for.
    """
    path = Path(folder) / "seed.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        seed = secrets.randbits(63) if fixed is None else fixed
        _write_whole(path, f"{seed}\n")
    text = path.read_text("utf-8")
    if not re.fullmatch(r"[0-9]+\n", text):
        raise SeedError(
            f"{path} does not hold a number. Remedy: delete it; all are "
            "graded again, with a new seed."
        )
    if fixed not in (None, int(text)):
        raise SeedError(
            f"{folder} was graded with another seed than {fixed}. Remedy: "
            "leave --seed out, or take another folder."
        )
    return int(text)


def course_of(folder, seed, draw):
    """The course data of a class; drawn by ``draw(seed)`` and then kept in ``course.json``."""
    path = Path(folder) / "course.json"
    made_of = _made_of(seed)
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["made_of"] == made_of:
            return kept["course"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or not whole: drawn now
    course = draw(seed)
    text = json.dumps({"made_of": made_of, "course": course})
    _write_whole(path, text)
    return json.loads(text)["course"]


def draw_exam(seed, names=None):
    """What the grader knows of the book, as data: built by the teacher, sent with every job.

    Parameters
    ----------
    seed : int
        Of the inputs that are drawn; another one for each class and term, known to nobody.
    names : list of str, optional
        The chapters; without it, all.

    Returns
    -------
    dict
        ``{chapter: {"cells": [...], "cases": [...]}}``: the cells as they are handed out, each
        with id, kind, tags, grading and source, and a case for each exercise.
    """
    return {
        chapter: {
            "cells": [
                handed_out(cell)
                for cell in read_notebook(
                    ROOT, f"chapters/{chapter}.ipynb"
                ).cells
                if "solution" not in tags(cell)
            ],
            "cases": [build_case(each, seed) for each in exercises(chapter)],
        }
        for chapter in names or chapter_names()
    }


def handed_out(cell):
    """A notebook's cell as data."""
    return {
        "id": cell["id"],
        "kind": cell["cell_type"],
        "tags": list(cell["metadata"].get("tags", [])),
        "grading": dict(cell["metadata"].get("grading", {})),
        "source": cell["source"],
    }


def _made_of(seed):
    """The hash of all that the data is made of."""
    digest = hashlib.sha256(f"{seed}".encode())
    for name in LIBRARIES:
        digest.update(f" {name} {version(name)}".encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f" {path.relative_to(ROOT)} ".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _write_whole(path, text):
    """Write a file that only its owner may read; after a crash it is whole or not there."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(path)
