"""The package is made from the chapters: it agrees with them, and every mistake is named."""

import nbformat
import pytest

from book.extraction import PACKAGE, read_chapters
from book.growth import ExtractionError
from book.package import differences, ruff, write_package
from tests.chapters.conftest import (
    HELPER,
    QUADRUPLE,
    change_cell,
    code,
    write_chapter,
)


def extract(root):
    """Write the package of a small book; gives the names of the changed modules."""
    return write_package(read_chapters(root), root / PACKAGE)


def check(root):
    """Every difference between the chapters of a small book and its package."""
    return differences(read_chapters(root), root / PACKAGE)


def complaints_of_ruff(root):
    """What ruff says of the package; empty where it is content."""
    return ruff("check", "--quiet", PACKAGE, root=root) + ruff(
        "format", "--diff", "--quiet", PACKAGE, root=root
    )


# The book itself -----------------------------------------------------------------------------


# A small book --------------------------------------------------------------------------------


def test_a_fresh_extraction_agrees(book):
    assert check(book) == []


def test_generated_code_passes_ruff(book):
    assert complaints_of_ruff(book) == ""


def test_the_generated_module_reads_like_written_code(book):
    assert (
        (book / "transformer_lib" / "first.py").read_text()
        == '''\
"""The first step.

Developed in chapters/01_first.ipynb: change it there, then run `make update`.
"""

from collections.abc import Sequence

import numpy as np

__all__ = ["FACTOR", "double"]


# Twice, because once is not enough.
FACTOR = 2


def double(values: Sequence[float]) -> np.ndarray:
    """Each value, twice."""
    return FACTOR * _as_array(values)


def _as_array(values):
    return np.asarray(values)
'''
    )


def test_the_package_opens_with_its_table_of_contents(book):
    text = (book / "transformer_lib" / "__init__.py").read_text()
    docstring, names = text.rsplit('"""', 1)
    assert docstring.index("first   The first step.") < docstring.index(
        "second  The second step."
    )
    assert (
        names
        == """

from transformer_lib.first import FACTOR, double
from transformer_lib.second import quadruple

__all__ = ["FACTOR", "double", "quadruple"]
"""
    )


def test_imports_are_hoisted_once_and_sorted_as_ruff_sorts_them(book):
    long_names = ", ".join(
        f"a_rather_long_name_{number}" for number in range(6)
    )
    change_cell(
        book,
        "02_second",
        "quadruple",
        "import math\n",
        "from torch import nn, Tensor\nimport torch.nn.functional as F\nimport torch\nimport math\n"
        "from __future__ import annotations\nfrom typing import Any\nimport os.path\n"
        f"from torch import nn as layers\nfrom numpy import ({long_names}, PI, Zebra)\n"
        "import math\n",
    )
    extract(book)
    assert ruff("check", "--select", "I", "-q", PACKAGE, root=book) == ""
    text = (book / "transformer_lib" / "second.py").read_text()
    assert text.count("import math\n") == 1
    assert "from torch import Tensor, nn\n" in text


def test_neighbouring_constants_stay_together(book):
    change_cell(book, "01_first", "array-helper", HELPER, "SMALL = 1")
    change_cell(
        book,
        "01_first",
        "not-exported",
        "print(double([1, 2]))",
        "LARGE: int = 9",
    )
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].metadata.tags = ["export"]
    nbformat.write(notebook, path)
    extract(book)
    text = (book / "transformer_lib" / "first.py").read_text()
    assert text.endswith("\n\n\nLARGE: int = 9\n\nSMALL = 1\n")


# Drift ---------------------------------------------------------------------------------------


LAST = "    return np.asarray(values)\n"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("return FACTOR *", "return 3 *", "cell `double-function`."),
        (LAST, f"    values = 1\n{LAST}", "cell `array-helper`."),
        (LAST, f"{LAST}    # the end\n", "cell `array-helper`."),
        ("import numpy as np", "import numpy", "its head (docstring,"),
    ],
)
def test_a_change_in_the_package_names_its_cell(book, old, new, place):
    module = book / "transformer_lib" / "first.py"
    module.write_text(module.read_text().replace(old, new))
    (problem,) = check(book)
    assert problem.startswith(
        "transformer_lib/first.py differs from chapters/01_first.ipynb, "
        + place
    )
    assert new.splitlines()[-1] in problem


def test_a_stale_module_is_reported_then_removed(book):
    stale = book / "transformer_lib" / "third.py"
    stale.write_text((book / "transformer_lib" / "first.py").read_text())
    (problem,) = check(book)
    assert "third.py belongs to no chapter" in problem
    assert extract(book) == ["third.py"]
    assert not stale.exists()


@pytest.mark.parametrize("name", ["third.py", "second.py"])
def test_what_others_wrote_into_the_package_stays(book, name):
    theirs = book / "transformer_lib" / name
    theirs.write_text("MINE = 1\n")
    with pytest.raises(ExtractionError, match="was not made from the ch"):
        extract(book)
    assert theirs.read_text() == "MINE = 1\n"


# Mistakes in chapters ------------------------------------------------------------------------


def error(book):
    """The message of the extraction error."""
    with pytest.raises(ExtractionError) as caught:
        read_chapters(book)
    return str(caught.value)


@pytest.mark.parametrize(
    ("chapter", "cell", "old", "new"),
    [
        ("01_first", "array-helper", "_as_array", "double"),
        ("02_second", "quadruple", "def quadruple", "def double"),
    ],
)
def test_a_name_defined_twice_names_both_cells(book, chapter, cell, old, new):
    change_cell(book, chapter, cell, old, new)
    message = error(book)
    assert "`double` is defined twice" in message
    assert "chapters/01_first.ipynb, cell `double-function`" in message
    assert f"chapters/{chapter}.ipynb, cell `{cell}`" in message


@pytest.mark.parametrize(
    "statement",
    [
        "print(quadruple([1]))",
        "assert quadruple([1]) == [4]",
        "for number in range(3):\n    pass",
        "result = quadruple([1])",
        "A = B = 3",
        "A, B = 1, 2",
        "double.name = 3",
        "double.name = quadruple",
        "'text'",
    ],
)
def test_a_forbidden_statement_names_its_cell(book, statement):
    change_cell(
        book,
        "02_second",
        "quadruple",
        QUADRUPLE,
        f"{QUADRUPLE}\n\n\n{statement}",
    )
    message = error(book)
    assert "chapters/02_second.ipynb, cell `quadruple`, line 11" in message
    assert "without the tag `export`" in message


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%timeit 1", "cell `quadruple`, line 1: not plain Python"),
        ("import math; A = 3", "an import shares its line"),
    ],
)
def test_what_is_no_line_of_its_own_is_refused(book, line, says):
    change_cell(book, "02_second", "quadruple", "import math", line)
    assert says in error(book)


WITHIN = [
    "from transformer_lib.second import quadruple",
    "import transformer_lib.second as later",
    "if TYPE_CHECKING:\n        from transformer_lib.second import quadruple",
    "def inner():\n        from .second import quadruple",
]


@pytest.mark.parametrize(
    "source",
    [
        "from transformer_lib.second import quadruple",
        "import transformer_lib.second",
        "from transformer_lib.first import double",
        "from transformer_lib import double",
        "from . import second",
        "from .second import quadruple",
        *(f"def late():\n    {line}" for line in WITHIN),
        *(f"class Late:\n    {line}" for line in WITHIN),
    ],
)
def test_an_import_from_the_same_or_a_later_chapter_breaks_the_staircase(
    book, source
):
    change_cell(book, "01_first", "array-helper", HELPER, source)
    message = error(book)
    assert "chapters/01_first.ipynb, cell `array-helper`" in message
    assert "staircase" in message


def test_an_import_within_a_function_may_go_down_the_staircase(book):
    change_cell(
        book,
        "02_second",
        "quadruple",
        "    assert math",
        "    from transformer_lib.first import FACTOR\n\n    assert FACTOR\n    assert math",
    )
    assert len(read_chapters(book)) == 2


@pytest.mark.parametrize(
    ("module", "cell_tags", "says"),
    [
        (None, ["export"], 'metadata does not name its module. Add "transf'),
        ("second", [], "no cell carries the tag `export`"),
        ("first", ["export"], "another chapter already makes first.py"),
    ],
)
def test_a_chapter_makes_a_module_of_its_own(book, module, cell_tags, says):
    cell = code("quadruple", QUADRUPLE, *cell_tags)
    write_chapter(book, "02_second", module, cell)
    message = error(book)
    assert "chapters/02_second.ipynb" in message and says in message


def test_a_summary_of_two_lines_is_refused(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.transformer_lib.summary = "One.\nTwo."
    nbformat.write(notebook, path)
    assert "one line" in error(book)


def test_a_long_summary_is_wrapped_in_the_table_of_contents(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.transformer_lib.summary = "word " * 14 + "end."
    nbformat.write(notebook, path)
    extract(book)
    assert (
        "\n            word"
        in (book / "transformer_lib" / "__init__.py").read_text()
    )
    assert complaints_of_ruff(book) == ""


def test_a_chapter_without_exported_cells_makes_no_module(book):
    write_chapter(book, "02_second", None, code("use", "print(1)"))
    assert extract(book) != []
    assert sorted(p.name for p in (book / "transformer_lib").glob("*.py")) == [
        "__init__.py",
        "first.py",
    ]
