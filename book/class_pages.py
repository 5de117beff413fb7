"""Chapters and pages as a class gets them: without solutions, and without talk of them.

Nothing is run for the pages: the outputs are those of the book that has just been built, without
those of solutions and checks.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import yaml

from book.cache import executed
from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags

PAGES = (
    *("intro.md", "chapters/*.md", "chapters/*.bib"),
    *("chapters/*.py", "chapters/*.mplstyle"),  # they draw the pages' pictures
)

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
            "book/class_pages.py."
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


def class_notebook(notebook, executed):
    """A chapter without its solutions, with the outputs of the executed one.

    Raises HandoutError where the executed notebook has another text.
    """
    ran = {cell.id: cell for cell in executed.cells}
    copy = without_solutions(notebook)
    for cell in copy.cells:
        if cell.cell_type != "code":
            continue
        source = next(c.source for c in notebook.cells if c.id == cell.id)
        if cell.id not in ran or ran[cell.id].source != source:
            raise HandoutError(
                f"cell `{cell.id}` has changed since the book was built. Remedy: `make book`."
            )
        cell.outputs = ran[cell.id].outputs
        cell.execution_count = None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = None
    return copy


def class_config(root):
    """The book's settings: nothing runs, and no button leads to a repository with solutions."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    config["execute"]["execute_notebooks"] = "off"
    config["repository"]["url"] = ""
    return config


def write_source(source, root=ROOT):
    """Write what the pages are built from into a new folder."""
    (source / "chapters").mkdir(parents=True)
    # The extension, and the networks that run in the pages.
    for name in ("book", "recipes"):
        (source / name).symlink_to(root / name)
    shutil.copy(root / "_toc.yml", source)
    settings = yaml.safe_dump(class_config(root), allow_unicode=True)
    (source / "_config.yml").write_text(settings, "utf-8")
    for pattern in PAGES:
        for page in root.glob(pattern):
            name = page.relative_to(root).as_posix()
            text = text_without_solutions(page.read_text("utf-8"), name)
            (source / name).write_text(text, "utf-8")
    for path in chapter_paths(root):
        notebook = read_notebook(root, path)
        try:
            made = class_notebook(notebook, executed(root, notebook))
        except KeyError:
            raise HandoutError(
                f"{path} has not been run as it stands. Remedy: `make book`."
            ) from None
        except HandoutError as error:
            raise HandoutError(f"{path}: {error}") from None
        nbformat.write(made, source / path)


def build(out, root=ROOT):
    """Build the pages for a class into a new folder.

    Raises HandoutError if the book has not been built, or these pages cannot be.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        write_source(source, root)
        done = subprocess.run(
            [sys.executable, "-m", "book.build"],
            env={**os.environ, "BOOK_REPOSITORY_URL": ""},
            cwd=source,
            stdout=subprocess.PIPE,  # it names a folder that is moved below
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise HandoutError(
                f"the pages cannot be built. The build says:\n{done.stdout}"
            )
        shutil.copytree(source / "_build" / "html", out)
