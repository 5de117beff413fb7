"""The exam of a class: the tests drawn with its secret seed, kept in its folder.

Each draw is tried on all known answers, which takes up to a minute for a chapter whose exercises
train networks. So a chapter is drawn when its first file has arrived, and kept until something
changes that the exam is made of: drawn anew, it might differ in the last digit (another number of
threads is enough), and the whole class would be graded again.
"""

import hashlib
import json
import re
import secrets
from importlib.metadata import version

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.exercise import exercises
from teaching.authoring.fair import fair_case
from teaching.refused import Refused

# What an exam is made of; of the folders all Python files.
FOLDERS = (
    *("transformer_lib", "graded", "book/reader"),
    *("teaching/authoring", "teaching/exercises"),
)
FILES = ("_toc.yml", "chapters/*.ipynb", "teaching/classes/exam.py")
LIBRARIES = ("numpy", "torch")


class SeedError(Refused):
    """The seed of a folder cannot be used; the message names cause and remedy."""


def seed_of(written, fixed=None):
    """Return the secret seed of a class: drawn once, then kept in ``seed.txt`` of its folder.

    ``written`` is that folder.

    Raises SeedError if the folder has another seed than the one that is asked for.
    """
    path = written.folder / "seed.txt"
    if not path.exists():
        seed = secrets.randbits(63) if fixed is None else fixed
        written.write(path.name, f"{seed}\n".encode())
    text = path.read_text("utf-8")
    if not re.fullmatch(r"[0-9]+\n", text):
        raise SeedError(
            f"{path} does not hold a number. Remedy: put it back as it was, or "
            "move it away; then everything is graded again, with a new seed."
        )
    if fixed not in (None, int(text)):
        raise SeedError(
            f"{written.folder} was graded with another seed than {fixed}. Remedy: "
            "leave --seed out, or take another folder."
        )
    return int(text)


def exam_of(written, seed, chapters, draw):
    """Return the exam of a class: each chapter drawn once, then kept in ``exam.json``.

    Parameters
    ----------
    written : Written
        The class's folder.
    seed : int
    chapters : iterable of str
        Those that somebody has handed in; only they, and those drawn earlier, have cases.
    draw : function
        Such as ``draw_chapter``; called as ``draw(chapter, seed)``.

    Returns
    -------
    dict
        ``{chapter: {"cells": [...], "cases": [...]}}``, as data that is sent with every job.
    """
    path = written.folder / "exam.json"
    made_of = _made_of(seed)
    try:
        kept = json.loads(path.read_text("utf-8"))
        drawn = kept["exam"] if kept["made_of"] == made_of else {}
    except (OSError, ValueError, KeyError, TypeError):
        drawn = {}  # missing, or damaged: draw it now
    for chapter in sorted(set(chapters) - set(drawn)):
        drawn[chapter] = json.loads(json.dumps(draw(chapter, seed)))
        text = json.dumps({"made_of": made_of, "exam": drawn})
        written.write(path.name, text.encode())
    return handed_out_chapters() | drawn


def handed_out_chapters():
    """Return ``{chapter: {"cells": [...]}}``: by this a chapter is recognised."""
    return {
        chapter: {"cells": handed_out_cells(chapter)}
        for chapter in chapter_names()
    }


def draw_chapter(chapter, seed):
    """Draw a chapter's part of the exam: what the grader knows of it.

    All known answers are run on it: each gets what it should, or its exercise is drawn again.

    Parameters
    ----------
    chapter : str
    seed : int
        The seed of the inputs: a new one for each class and term, known to nobody.

    Returns
    -------
    dict
        ``{"cells": [...], "cases": [...]}``: the cells as they are handed out, and a case for
        each exercise.
    """
    return {
        "cells": handed_out_cells(chapter),
        "cases": [fair_case(each, seed) for each in exercises(chapter)],
    }


def handed_out_cells(chapter):
    """Return a chapter's cells as students get them: id, kind, tags, grading and source."""
    notebook = read_notebook(ROOT, f"chapters/{chapter}.ipynb")
    return [
        handed_out(cell)
        for cell in notebook.cells
        if "solution" not in tags(cell)
    ]


def handed_out(cell):
    """Return a notebook's cell as data."""
    return {
        "id": cell["id"],
        "kind": cell["cell_type"],
        "tags": list(cell["metadata"].get("tags", [])),
        "grading": dict(cell["metadata"].get("grading", {})),
        "source": cell["source"],
    }


def _made_of(seed):
    """Return the hash of everything that an exam is made of."""
    digest = hashlib.sha256(f"{seed}".encode())
    for name in LIBRARIES:
        digest.update(f" {name} {version(name)}".encode())
    for pattern in (*FILES, *(f"{folder}/**/*.py" for folder in FOLDERS)):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f" {path.relative_to(ROOT)} ".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
