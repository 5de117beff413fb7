"""The exam of a class: the tests drawn with its secret seed, kept in its folder for good.

Each draw is tried on all known answers, which takes its time. So a chapter is drawn when its first
file has arrived. From then on it stays as it is, whatever changes in the book: who hands in late is
asked the same, and no mark is taken back.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from book.reader.chapters import ROOT, chapter_names, read_notebook, tags
from teaching.authoring.exercise import (
    exercise,
    exercise_names,
    exercises,
    folder_of,
)
from teaching.authoring.fair import fair_case
from teaching.grading.answers import Chapter, Exam, HandedOut
from teaching.refused import Refused
from teaching.written import Written, sha256_of

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


def exam_in(folder: Path) -> Exam:
    """Return the chapters that a class's folder keeps, and the book's others, which have no cases.

    Raises Refused if they are damaged.
    """
    path, seed = folder / EXAM, seed_in(folder)
    kept: dict[str, Exam] = {"exam": {}}
    try:
        if path.exists():
            kept = json.loads(path.read_text("utf-8"))
        drawn = kept["exam"] if kept.get("seed", seed) == seed else {}
        ids = {name for each in drawn.values() for name in _ids(each)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f"{path} is damaged. Remedy: put it back as it was, or move it "
            "away; then everything is graded again, by tests drawn anew."
        ) from error
    # A chapter may have been drawn under another number.
    others = {
        name: chapter
        for name, chapter in handed_out_chapters().items()
        if ids.isdisjoint(_ids(chapter))
    }
    return others | drawn


def _ids(chapter: Chapter) -> set[str]:
    grading = (cell["grading"] for cell in chapter["cells"])
    return {each["id"] for each in grading if each}


def keep_exam(
    written: Written,
    seed: int,
    chapters: Iterable[str],
    draw: Callable[[str, int], Chapter],
) -> Exam:
    """Draw these chapters, by ``draw``, for the class in this folder unless it has them.

    Return its exam: only chapters that were drawn have cases.
    """
    exam = exam_in(written.folder)
    for chapter in sorted(set(chapters)):
        if "cases" not in exam[chapter]:
            exam[chapter] = json.loads(json.dumps(draw(chapter, seed)))
            drawn = {n: each for n, each in exam.items() if "cases" in each}
            text = json.dumps({"seed": seed, "exam": drawn})
            written.write(EXAM, text.encode())
    return exam


def changed_since(chapter: Chapter) -> list[str]:
    """Return the exercises of a drawn chapter that the book has otherwise, or has no more."""
    known = exercise_names()
    return [
        name
        for name, before in chapter.get("made_of", {}).items()
        if name not in known or _made_of(name) != before
    ]


def handed_out_chapters() -> Exam:
    """Return ``{chapter: {"cells": [...]}}``: by this a chapter is recognised."""
    names = chapter_names()
    return {chapter: {"cells": handed_out_cells(chapter)} for chapter in names}


def draw_chapter(chapter: str, seed: int) -> Chapter:
    """Draw a chapter's part of the exam: what the grader knows of it."""
    return {
        "cells": handed_out_cells(chapter),
        "cases": [fair_case(each, seed) for each in exercises(chapter)],
        "made_of": {name: _made_of(name) for name in exercise_names(chapter)},
    }


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


def _made_of(name: str) -> str:
    """Return the hash of an exercise's stub, solution and tests."""
    its = exercise(name)
    tests = folder_of(name, its.chapter) / "tests.py"
    text = f"{its.points}\n{its.stub}\n{its.reference}\n{tests.read_text('utf-8')}"
    return sha256_of(text.encode())
