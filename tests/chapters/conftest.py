"""A book of two chapters, for tests that break it."""

import shutil

import nbformat
import pytest

from book.extraction import PACKAGE, read_chapters
from book.package import write_package
from book.reader.chapters import ROOT
from book.tidy import tidy_file

TOC = """\
format: jb-book
root: intro
parts:
  - caption: Chapters
    chapters:
      - file: chapters/01_first
      - file: chapters/02_second
  - caption: Reference
    chapters:
      - file: chapters/notation
"""

DOUBLE = """\
import numpy as np
from collections.abc import Sequence

# Twice, because once is not enough.
FACTOR = 2


def double(values: Sequence[float]) -> np.ndarray:
    \"\"\"Each value, twice.\"\"\"
    return FACTOR * _as_array(values)"""

HELPER = """\
import numpy as np


def _as_array(values):
    return np.asarray(values)"""

QUADRUPLE = """\
import math
from transformer_lib.first import double


def quadruple(values):
    \"\"\"Each value, four times.\"\"\"
    assert math.isfinite(sum(values))
    return double(double(values))"""


def code(cell_id, source, *tags, **metadata):
    """A code cell."""
    metadata = {"tags": list(tags), **metadata}
    return nbformat.v4.new_code_cell(source, id=cell_id, metadata=metadata)


def write_chapter(root, name, module, *cells):
    """A chapter with its set-up cell and these cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[code("setup", "", "setup", "hide-cell"), *cells]
    )
    if module:
        notebook.metadata["transformer_lib"] = {
            "module": module,
            "summary": f"The {module} step.",
        }
    nbformat.write(notebook, root / "chapters" / f"{name}.ipynb")


def change_cell(root, name, cell_id, old, new):
    """Edit one cell of a chapter, as an author would."""
    path = root / "chapters" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


def write_book(folder):
    """Write the book of two chapters into a folder, up to date."""
    (folder / "chapters").mkdir()
    (folder / "_toc.yml").write_text(TOC)
    (folder / "chapters" / "notation.md").write_text("# Notation\n")
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_chapter(
        folder,
        "01_first",
        "first",
        code("double-function", DOUBLE, "export"),
        code("not-exported", "print(double([1, 2]))"),
        code("array-helper", HELPER, "export"),
    )
    write_chapter(
        folder, "02_second", "second", code("quadruple", QUADRUPLE, "export")
    )
    for name in ("01_first", "02_second"):
        tidy_file(folder / "chapters" / f"{name}.ipynb", folder)
    write_package(read_chapters(folder), folder / PACKAGE)


@pytest.fixture
def book(tmp_path):
    """The folder of a book of two chapters, up to date."""
    write_book(tmp_path)
    return tmp_path
