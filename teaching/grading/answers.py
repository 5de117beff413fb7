"""Which chapter a notebook answers, and which of its exercises, where.

A cell is recognised by its id, by the grading metadata that it carries, or by a line that defines
what the exercise asks for; nothing here runs or parses a student's code.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NotRequired, TypedDict

from graded.compare import Case
from teaching.grading.notebook import Cell, Notebook, Unreadable
from teaching.grading.results import State


class HandedOut(TypedDict):
    """A chapter's cell as students get it."""

    id: str
    kind: str
    tags: list[str]
    grading: dict[str, Any]
    source: str


class Chapter(TypedDict):
    """What the grader knows of a chapter: its cells and, once they are drawn, its cases."""

    cells: list[HandedOut]
    cases: NotRequired[list[Case]]
    made_of: NotRequired[
        dict[str, str]
    ]  # exercise -> the hash of what it was drawn from


Exam = dict[str, Chapter]  # by the chapters' names


@dataclass
class Answers:
    """What a notebook answers in a chapter."""

    run: list[tuple[str, str]]  # the cells in order: name, source
    states: dict[str, State]  # of each exercise
    where: dict[str, list[str]]  # the cells that belong to it


def normalised(source: str) -> str:
    """Return a source for comparison: without blanks at the ends of its lines and of the cell."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def defines(source: str, name: str) -> bool:
    """Whether a line of this source looks as if it defined the name."""
    defining, start = _defining(name), source.find(name)
    # Only lines with the name are looked at: a file may have millions of others.
    while start >= 0:
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        if defining.match(source, source.rfind("\n", 0, start) + 1, end):
            return True
        start = source.find(name, end)
    return False


@cache
def _defining(name: str) -> re.Pattern[str]:
    """The pattern of a line that defines a name."""
    name = re.escape(name)
    return re.compile(
        rf"[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b"
        rf"|[ \t]*{name}[ \t]*(?::[^=\n]*)?=(?!=)"
        rf"|[ \t]*(?:from|import)\b[^\n]*\b{name}\b"
    )


def chapter_of(notebook: Notebook, exam: Exam) -> str:
    """Return the chapter to which a notebook belongs.

    Raises Unreadable if nothing in it comes from one, or as much from one as from another.
    """
    sources = [normalised(cell.source) for cell in notebook.cells]
    scores = {
        name: _likeness(notebook, sources, chapter["cells"])
        for name, chapter in exam.items()
    }
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None or scores[best] == (0, 0):
        raise Unreadable("no exercise of the book was found in it")
    alike = [name for name in scores if scores[name] == scores[best]]
    if len(alike) > 1:
        raise Unreadable(
            f"it may belong to {' or to '.join(alike)}: nothing in it says to which"
        )
    return best


def _likeness(
    notebook: Notebook, sources: list[str], handed_out: list[HandedOut]
) -> tuple[int, int]:
    """Return how many of a chapter's exercises a notebook has, and how many of its cells."""
    exercises = [cell for cell in handed_out if cell["grading"]]
    found = sum(
        any(_belongs(cell, exercise) for cell in notebook.cells)
        for exercise in exercises
    )
    known = {normalised(cell["source"]) for cell in handed_out} - {""}
    same = sum(source in known for source in sources)
    # One cell alone may be the same by chance: every chapter imports NumPy.
    return (found, same) if found or same >= 3 else (0, 0)


def _belongs(cell: Cell, exercise: HandedOut) -> bool:
    """Whether a cell is, or answers, the handed-out cell of an exercise."""
    grading = exercise["grading"]
    return (
        cell.id == exercise["id"]
        or cell.grading.get("id") == grading["id"]
        or (
            "entry_point" in grading
            and defines(cell.source, grading["entry_point"])
        )
    )


def answers_of(notebook: Notebook, handed_out: list[HandedOut]) -> Answers:
    """Sort the cells of a notebook by the exercises of its chapter."""
    exercises = [c for c in handed_out if "exercise" in c["tags"]]
    entry_points = [c["grading"]["entry_point"] for c in exercises]
    known = {normalised(cell["source"]) for cell in handed_out}
    stubs = {normalised(cell["source"]) for cell in exercises}
    checks = {cell["id"] for cell in handed_out if "check" in cell["tags"]}
    own: list[tuple[int, Cell]] = []
    untouched: list[tuple[int, Cell]] = []
    for number, cell in enumerate(notebook.cells, 1):
        if normalised(cell.source) in stubs:
            untouched.append((number, cell))
        elif normalised(cell.source) in known:
            continue  # it runs as it stands in the chapter, where it is needed
        elif cell.kind == "code" and not (
            _is_check(cell, checks)
            and not _binds(cell.source)
            and not any(defines(cell.source, name) for name in entry_points)
        ):
            own.append((number, cell))

    where: dict[str, list[str]] = {}
    states: dict[str, State] = {}
    for exercise in exercises:
        name = exercise["grading"]["id"]
        places = [n for n, cell in own if _belongs(cell, exercise)]
        if not places:
            # Turned into text by mistake: still an answer if there is no other.
            lost = [
                (number, _as_code(cell))
                for number, cell in enumerate(notebook.cells, 1)
                if cell.kind != "code"
                and normalised(cell.source) not in known
                and defines(cell.source, exercise["grading"]["entry_point"])
            ]
            own += [each for each in lost if each not in own]
            places = [number for number, _ in lost]
        handed = any(_belongs(cell, exercise) for _, cell in untouched)
        where[name] = [f"cell {number}" for number in places]
        if places:
            states[name] = State.ANSWERED
        else:
            states[name] = State.STUB if handed else State.MISSING
    own.sort(key=lambda each: each[0])
    return Answers(
        # Untouched stubs come first: one that stands below an answer must not undo it.
        run=[(f"cell {n}", cell.source) for n, cell in untouched + own],
        states=states,
        where=where,
    )


def _binds(source: str) -> bool:
    """Whether a line of this source gives a name to something, such as a helper."""
    binding = (
        r"^(?:(?:async[ \t]+)?def|class|import|from)[ \t]|^\w+[ \t]*=(?!=)"
    )
    return bool(re.search(binding, source, re.MULTILINE))


def _is_check(cell: Cell, checks: set[str]) -> bool:
    return (
        cell.id in checks
        or "check" in cell.tags
        or bool(re.match(r"\s*check\(", cell.source))
    )


def _as_code(cell: Cell) -> Cell:
    """Return a text cell as code, without the fence around it."""
    fenced = re.search(
        r"^```[^\n]*\n(.*?)^```", cell.source, re.MULTILINE | re.DOTALL
    )
    source = fenced.group(1) if fenced else cell.source
    return Cell(cell.id, "code", source, cell.tags, cell.grading)
