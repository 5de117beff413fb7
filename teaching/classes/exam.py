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
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.exercise import exercises
from teaching.authoring.fair import fair_case
from teaching.grading.answers import Chapter, Exam, HandedOut
from teaching.refused import Refused
from teaching.written import Written

# What an exam is made of; of the folders all Python files.
FOLDERS = (
    *("transformer_lib", "graded", "book/reader"),
    *("teaching/authoring", "teaching/exercises"),
)
FILES = ("_toc.yml", "chapters/*.ipynb", "teaching/classes/exam.py")
LIBRARIES = ("numpy", "torch")
SEED, EXAM = "seed.txt", "exam.json"  # in the folder of a class


def seed_in(folder: Path) -> int | None:
    """Return the secret seed of a class, which its folder keeps; None if there is none yet.

    Raises Refused if the file holds something else.
    """
    path = folder / SEED
    if not path.exists():
        return None
    text = path.read_text("utf-8")
    if not re.fullmatch(r"[0-9]+\n", text):
        raise Refused(
            f"{path} does not hold a number. Remedy: put it back as it was, or "
            "move it away; then everything is graded again, with a new seed."
        )
    return int(text)


def keep_seed(written: Written, fixed: int | None = None) -> int:
    """Draw a seed for the class in this folder unless it has one; return it.

    Raises Refused if the folder has another seed than the one that is asked for.
    """
    seed = seed_in(written.folder)
    if seed is None:
        seed = secrets.randbits(63) if fixed is None else fixed
        written.write(SEED, f"{seed}\n".encode())
    if fixed not in (None, seed):
        raise Refused(
            f"{written.folder} was graded with another seed than {fixed}. "
            "Remedy: leave --seed out, or take another folder."
        )
    return seed


def drawn_in(folder: Path, made_of: str) -> Exam:
    """Return the chapters that a class's folder keeps, as far as they are still made of this."""
    try:
        kept = json.loads((folder / EXAM).read_text("utf-8"))
        drawn: Exam = kept["exam"] if kept["made_of"] == made_of else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # missing, or damaged: it is drawn again
    return drawn


def keep_exam(
    written: Written,
    seed: int,
    chapters: Iterable[str],
    draw: Callable[[str, int], Chapter],
) -> Exam:
    """Draw these chapters for the class in this folder unless it has them; return its exam.

    Only chapters that somebody has handed in have cases. ``draw`` is such as ``draw_chapter``.
    """
    made_of = _made_of(seed)
    drawn = drawn_in(written.folder, made_of)
    for chapter in sorted(set(chapters) - set(drawn)):
        drawn[chapter] = json.loads(json.dumps(draw(chapter, seed)))
        text = json.dumps({"made_of": made_of, "exam": drawn})
        written.write(EXAM, text.encode())
    return handed_out_chapters() | drawn


def handed_out_chapters() -> Exam:
    """Return ``{chapter: {"cells": [...]}}``: by this a chapter is recognised."""
    return {
        chapter: {"cells": handed_out_cells(chapter)}
        for chapter in chapter_names()
    }


def draw_chapter(chapter: str, seed: int) -> Chapter:
    """Draw a chapter's part of the exam: what the grader knows of it.

    All known answers are run on it: each gets what it should, or its exercise is drawn again. The
    seed is a new one for each class and term, known to nobody.
    """
    return {
        "cells": handed_out_cells(chapter),
        "cases": [fair_case(each, seed) for each in exercises(chapter)],
    }


def handed_out_cells(chapter: str) -> list[HandedOut]:
    """Return a chapter's cells as students get them: id, kind, tags, grading and source."""
    notebook = read_notebook(ROOT, f"chapters/{chapter}.ipynb")
    return [
        handed_out(cell)
        for cell in notebook.cells
        if "solution" not in tags(cell)
    ]


def handed_out(cell: Any) -> HandedOut:
    """Return a notebook's cell as data."""
    return {
        "id": cell["id"],
        "kind": cell["cell_type"],
        "tags": list(cell["metadata"].get("tags", [])),
        "grading": dict(cell["metadata"].get("grading", {})),
        "source": cell["source"],
    }


def _made_of(seed: int) -> str:
    """Return the hash of everything that an exam is made of."""
    digest = hashlib.sha256(f"{seed}".encode())
    for name in LIBRARIES:
        digest.update(f" {name} {version(name)}".encode())
    for pattern in (*FILES, *(f"{folder}/**/*.py" for folder in FOLDERS)):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f" {path.relative_to(ROOT)} ".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
