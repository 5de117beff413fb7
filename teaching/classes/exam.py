"""The exam of a class: the tests drawn with its secret seed, kept in its folder.

Each draw is tried on all known answers, which takes its time. So a chapter is drawn when its first
file has arrived, and kept until something changes that the exam is made of: drawn anew, it might
differ in the last digit, and the whole class would be graded again.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.cases import hash_of
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
FILES = (
    *("_toc.yml", "chapters/*.ipynb"),
    *("teaching/__init__.py", "teaching/classes/exam.py"),
)
LIBRARIES = ("numpy", "torch")
SEED, EXAM = "seed.txt", "exam.json"  # in the folder of a class


def seed_in(folder: Path) -> int | None:
    """Return the secret seed of a class; None if there is none yet. Raises Refused."""
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

    Raises Refused if it has another than the one that is asked for.
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
    """Draw these chapters, by ``draw``, for the class in this folder unless it has them.

    Return its exam: only chapters that were drawn have cases.
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
    names = chapter_names()
    return {chapter: {"cells": handed_out_cells(chapter)} for chapter in names}


def draw_chapter(chapter: str, seed: int) -> Chapter:
    """Draw a chapter's part of the exam: what the grader knows of it."""
    cases = [fair_case(each, seed) for each in exercises(chapter)]
    return {"cells": handed_out_cells(chapter), "cases": cases}


def handed_out_cells(chapter: str) -> list[HandedOut]:
    """Return a chapter's cells as students get them."""
    notebook = read_notebook(ROOT, f"chapters/{chapter}.ipynb")
    return [
        {
            "id": cell["id"],
            "kind": cell["cell_type"],
            "tags": tags(cell),
            "grading": dict(cell["metadata"].get("grading", {})),
            "source": cell["source"],
        }
        for cell in notebook.cells
        if "solution" not in tags(cell)
    ]


def _made_of(seed: int) -> str:
    """Return the hash of everything that an exam is made of."""
    versions = [version(name) for name in LIBRARIES]
    folders = (f"{folder}/**/*.py" for folder in FOLDERS)
    return hash_of(ROOT, f"{seed} {versions}", *FILES, *folders)
