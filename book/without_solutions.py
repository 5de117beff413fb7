"""Chapters and pages as a class gets them: without solutions, and without talk of them."""

import re

import nbformat

from book.reader.chapters import tags

# What a text says about solutions, and what it says without them.
REWORDED = [
    (r",\s+a check,?\s+and\s+a\s+folded\s+solution", " and a check"),
    (r",\s+a folded solution(,\s+and|\s+and|,)\s+", " and "),
    (r"own\s+folded\s+solution", "own solution"),
]
STILL_SAID = r"(?i)folded\s+solution"


class HandoutError(Exception):
    """A chapter or page that cannot be handed out; the message names the cell and the remedy."""


def text_without_solutions(source, where):
    """A text without what it says about solutions; an error calls it ``where``."""
    for said, instead in REWORDED:
        source = re.sub(said, instead, source)
    if re.search(STILL_SAID, source):
        raise HandoutError(
            f"{where} speaks of solutions, which a class does not get. Remedy: "
            "use the words of the other chapters, or add yours to REWORDED in "
            "book/without_solutions.py."
        )
    return source


def without_solutions(notebook):
    """A copy of a notebook without its solutions; all other cells keep their ids and outputs."""
    copy = nbformat.from_dict(notebook)
    copy.cells = [cell for cell in copy.cells if "solution" not in tags(cell)]
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            where = f"cell `{cell.id}`"
            cell.source = text_without_solutions(cell.source, where)
    return copy


def without_outputs(notebook):
    """A copy of a notebook without outputs and execution counts."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return copy
