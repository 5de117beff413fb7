"""Chapters as they stand in the repository: their order, cells, tags and exercises."""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from book.reader.context import needed_statements, without_magics

ROOT = Path(__file__).resolve().parents[2]  # the book's folder

# The order ---------------------------------------------------------------------------------


def page_names(root: Path = ROOT) -> list[str]:
    """Return all pages that `_toc.yml` lists, in reading order, without their suffixes."""

    def files(entry):
        if isinstance(entry, list):
            return [file for item in entry for file in files(item)]
        if not isinstance(entry, dict):
            return []
        own = [entry[key] for key in ("root", "file") if key in entry]
        return own + [
            file for value in entry.values() for file in files(value)
        ]

    contents = root / "_toc.yml"
    if not contents.exists():
        raise FileNotFoundError(
            f"{contents} is missing: it lists the chapters in reading order."
        )
    listed = files(yaml.safe_load(contents.read_text("utf-8")))
    return [file.removesuffix(".ipynb") for file in listed]


def chapter_paths(root: Path = ROOT) -> list[str]:
    """Return the notebooks that `_toc.yml` lists under chapters/, in reading order."""
    return [
        f"{name}.ipynb"
        for name in page_names(root)
        if name.startswith("chapters/") and (root / f"{name}.ipynb").exists()
    ]


def chapter_names(root: Path = ROOT) -> list[str]:
    """Return the chapters' file names without folder and suffix, in reading order."""
    return [Path(path).stem for path in chapter_paths(root)]


def read_notebook(root: Path, path: str) -> nbformat.NotebookNode:
    """Return the notebook at `path`, with its cells' ids as they are in the file."""
    return nbformat.read(root / path, as_version=4)


# What a chapter needs that not everyone has --------------------------------------------------


def extra_of(notebook) -> str | None:
    """Return the extra of pyproject.toml without which a chapter cannot run, if there is one.

    Such a chapter keeps all its outputs: the book shows them where the extra is missing.
    """
    return notebook.metadata.get("transformer_lib", {}).get("extra")


def missing_packages(root: Path, notebook) -> list[str]:
    """Return the packages of a chapter's extra that are not installed in the version asked for."""
    extra = extra_of(notebook)
    if extra is None:
        return []
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))

    def is_installed(name, wanted):
        try:
            return version(name) == wanted
        except PackageNotFoundError:
            return False

    needed = project["project"]["optional-dependencies"][extra]
    return [each for each in needed if not is_installed(*each.split("=="))]


def code_hash(notebook) -> str:
    """Return a short hash of a chapter's code; blanks, line ends and lines of comment do not count.

    It is one of the text: the syntax tree of the same code differs between versions of Python.
    """
    lines = [
        line
        for cell in code_cells(notebook)
        if "setup" not in tags(cell)
        for line in cell.source.splitlines()
        if not line.lstrip().startswith("#")
    ]
    code = "".join("".join(lines).split())
    return hashlib.sha256(code.encode()).hexdigest()[:16]


# Cells -------------------------------------------------------------------------------------


def tags(cell) -> list[str]:
    """Return the cell's tags."""
    return cell.metadata.get("tags", [])


def is_compared(cell) -> bool:
    """Say whether nbval compares the cell's output with the stored one."""
    return "nbval-check-output" in tags(cell)


def code_cells(notebook) -> list:
    """Return the notebook's code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def syntax_tree(cell) -> ast.Module:
    """Return the syntax tree of a code cell, magics left out."""
    return ast.parse(without_magics(cell.source))


# Exercises ---------------------------------------------------------------------------------


# What makes a solution prove itself where it stands; see graded/solution.py.
PROVES_ITSELF = re.compile(
    r"^(from graded import solution\n+|@solution\(.*\)\n)", re.MULTILINE
)


class ExerciseCells(NamedTuple):
    """The cells of an exercise, in order; None where one is missing."""

    text: nbformat.NotebookNode | None
    stub: nbformat.NotebookNode
    check: nbformat.NotebookNode | None
    solution: nbformat.NotebookNode | None

    @property
    def reference(self) -> str:
        """The solution as an answer, as a learner would have written it."""
        return PROVES_ITSELF.sub("", self.solution.source)

    @property
    def title(self) -> str:
        """The last heading of the text, without its marks."""
        lines = self.text.source.splitlines() if self.text else []
        headings = [line for line in lines if line.startswith("#")]
        return headings[-1].strip("# ") if headings else ""


def exercises(notebook) -> Iterator[ExerciseCells]:
    """Yield the cells of each exercise: text, stub, check, solution."""
    cells = [None, *notebook.cells, None, None]
    for place, cell in enumerate(cells):
        if cell is not None and "exercise" in tags(cell):
            yield ExerciseCells(*cells[place - 1 : place + 3])


def context_cells(notebook) -> list[str]:
    """Return the sources of the code cells that are not part of an exercise."""
    return [
        cell.source
        for cell in code_cells(notebook)
        if not {"exercise", "solution", "check"} & set(tags(cell))
    ]


@cache
def _context_cells(name: str) -> list[str]:
    return context_cells(read_notebook(ROOT, f"chapters/{name}.ipynb"))


@cache
def context_of(chapter: str, code: str) -> str:
    """Return the statements of a chapter (by name) that the code of an answer needs, as source."""
    return needed_statements(_context_cells(chapter), code)


def text_headings(text: str, level: int) -> list[str]:
    """Return the headings of one level in a text; code in fences is not read."""
    text = re.sub(r"^(`{3,}|~{3,})[\s\S]*?^\1", "", text, flags=re.MULTILINE)
    return re.findall(rf"^#{{{level}}} +(.+)$", text, re.MULTILINE)
