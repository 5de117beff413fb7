"""The package is made from the chapters: it agrees with them, and every mistake is named."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec

import nbformat
import pytest
from book.setup_cell import setup_source

from book import extraction as extract
from book.extraction import ExtractionError
from book.reader.chapters import ROOT

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


def code(cell_id, source, *tags):
    """A code cell."""
    return nbformat.v4.new_code_cell(
        source, id=cell_id, metadata={"tags": list(tags)}
    )


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


@pytest.fixture
def book(tmp_path):
    """A book of two chapters, extracted."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "chapters" / "notation.md").write_text("# Notation\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    write_chapter(
        tmp_path,
        "01_first",
        "first",
        code("double-function", DOUBLE, "export"),
        code("not-exported", "print(double([1, 2]))"),
        code("array-helper", HELPER, "export"),
    )
    write_chapter(
        tmp_path, "02_second", "second", code("quadruple", QUADRUPLE, "export")
    )
    extract.extract(tmp_path)
    return tmp_path


def change_cell(root, name, cell_id, old, new):
    """Edit one cell of a chapter, as an author would."""
    path = root / "chapters" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


def run_ruff(root, *paths):
    """The output of `ruff check` and `ruff format --check`; empty where both are content."""
    commands = [
        ["check", "--quiet"],
        ["format", "--check", "--diff", "--quiet"],
    ]
    found = [
        subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", *paths],
            cwd=root,
            capture_output=True,
            text=True,
        )
        for command in commands
    ]
    return "".join(run.stdout + run.stderr for run in found)


needs_ruff = pytest.mark.skipif(
    not find_spec("ruff"), reason="ruff is not installed"
)


# The book itself -----------------------------------------------------------------------------


def test_the_package_agrees_with_the_chapters():
    problems = extract.check(ROOT)
    assert not problems, "\n\n".join(problems)


def test_the_package_has_a_chapter():
    assert extract.read_chapters(ROOT)


@needs_ruff
def test_the_package_passes_ruff():
    assert run_ruff(ROOT, "transformer_lib") == ""


# A small book --------------------------------------------------------------------------------


def test_a_fresh_extraction_agrees(book):
    assert extract.check(book) == []


@needs_ruff
def test_generated_code_passes_ruff(book):
    assert run_ruff(book, "transformer_lib") == ""


def test_the_generated_module_reads_like_written_code(book):
    assert (
        (book / "transformer_lib" / "first.py").read_text()
        == '''\
"""The first step.

Developed in chapters/01_first.ipynb: change it there, then run `make extract`.
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


def test_the_generated_package_works(book):
    program = "import transformer_lib as t; print(*t.quadruple([1, 2])); print(t.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=book,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == [
        "4 8",
        str(book / "transformer_lib" / "__init__.py"),
    ]


def test_a_second_extraction_changes_no_byte(book):
    files = sorted(path for path in book.rglob("*") if path.is_file())
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    assert extract.extract(book) == []
    assert [
        (path.read_bytes(), path.stat().st_mtime_ns) for path in files
    ] == before


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
    extract.extract(book)
    if find_spec("ruff"):
        sorting = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--select",
            "I",
        ]
        run = subprocess.run(
            [*sorting, "transformer_lib"],
            cwd=book,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout
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
    extract.extract(book)
    text = (book / "transformer_lib" / "first.py").read_text()
    assert text.endswith("\n\n\nLARGE: int = 9\n\nSMALL = 1\n")


def test_the_package_of_the_first_chapters_alone(book, tmp_path):
    chapters = extract.read_chapters(book)
    folder = tmp_path / "snapshot"
    extract.write_package(chapters[:1], folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "__init__.py",
        "first.py",
    ]
    assert "quadruple" not in (folder / "__init__.py").read_text()


# Drift ---------------------------------------------------------------------------------------


def test_a_changed_line_in_the_package_names_its_cell(book):
    module = book / "transformer_lib" / "first.py"
    module.write_text(
        module.read_text().replace("return FACTOR *", "return 3 *")
    )
    (problem,) = extract.check(book)
    assert (
        "transformer_lib/first.py differs from chapters/01_first.ipynb"
        in problem
    )
    assert "cell `double-function`." in problem
    assert "array-helper" not in problem
    assert "-    return 3 *" in problem and "make extract" in problem


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_line_added_to_the_package_names_its_cell(book, where):
    module = book / "transformer_lib" / "first.py"
    last = "    return np.asarray(values)\n"
    added = (
        "    values = list(values)\n" + last
        if where == "above"
        else last + "    # the end\n"
    )
    module.write_text(module.read_text().replace(last, added))
    (problem,) = extract.check(book)
    assert "cell `array-helper`." in problem


def test_a_changed_cell_is_named(book):
    change_cell(
        book,
        "02_second",
        "quadruple",
        "double(double(values))",
        "double(values)",
    )
    (problem,) = extract.check(book)
    assert "chapters/02_second.ipynb, cell `quadruple`." in problem


def test_a_changed_head_is_named(book):
    module = book / "transformer_lib" / "first.py"
    module.write_text(
        module.read_text().replace("import numpy as np", "import numpy")
    )
    (problem,) = extract.check(book)
    assert "its head" in problem


def test_a_missing_module_is_named(book):
    (book / "transformer_lib" / "second.py").unlink()
    (problem,) = extract.check(book)
    assert problem.startswith("transformer_lib/second.py is missing")


def test_a_stale_module_is_reported_then_removed(book):
    stale = book / "transformer_lib" / "third.py"
    stale.write_text("")
    (problem,) = extract.check(book)
    assert "third.py belongs to no chapter" in problem
    assert extract.extract(book) == ["transformer_lib/third.py"]
    assert not stale.exists()


def test_the_command_exits_with_1_on_drift(book, capsys):
    assert extract.main(["--check"], book) == 0
    change_cell(book, "02_second", "quadruple", "four times", "five times")
    assert extract.main(["--check"], book) == 1
    assert "cell `quadruple`" in capsys.readouterr().err
    assert extract.main([], book) == 0
    assert extract.main(["--check"], book) == 0
    assert extract.main(["--chekc"], book) == 2


def test_the_command_runs_as_a_module():
    command = [sys.executable, "-m", "book.extraction", "--help"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 2
    assert "usage" in run.stderr


# Mistakes in chapters ------------------------------------------------------------------------


def error(book):
    """The message of the extraction error."""
    with pytest.raises(ExtractionError) as caught:
        extract.read_chapters(book)
    assert extract.main(["--check"], book) == 1
    assert extract.main([], book) == 1
    return str(caught.value)


def test_a_name_defined_in_two_cells_names_both(book):
    change_cell(book, "01_first", "array-helper", "_as_array", "double")
    message = error(book)
    assert "`double` is defined twice" in message
    assert (
        "cell `double-function`" in message
        and "cell `array-helper`" in message
    )


def test_a_name_defined_in_two_chapters_names_both(book):
    change_cell(book, "02_second", "quadruple", "def quadruple", "def double")
    message = error(book)
    assert "chapters/01_first.ipynb, cell `double-function`" in message
    assert "chapters/02_second.ipynb, cell `quadruple`" in message


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


def test_a_magic_names_its_cell(book):
    change_cell(book, "02_second", "quadruple", "import math", "%timeit 1")
    assert "cell `quadruple`, line 1: not plain Python" in error(book)


def test_an_import_that_shares_its_line_is_refused(book):
    change_cell(
        book, "02_second", "quadruple", "import math", "import math; A = 3"
    )
    assert "an import shares its line" in error(book)


@pytest.mark.parametrize(
    "line",
    [
        "from transformer_lib.second import quadruple",
        "import transformer_lib.second",
        "from transformer_lib.first import double",
        "from transformer_lib import double",
        "from . import second",
        "from .second import quadruple",
    ],
)
def test_an_import_from_the_same_or_a_later_chapter_breaks_the_staircase(
    book, line
):
    change_cell(book, "01_first", "array-helper", "import numpy as np", line)
    message = error(book)
    assert "chapters/01_first.ipynb, cell `array-helper`" in message
    assert "staircase" in message


def test_a_chapter_must_name_its_module(book):
    write_chapter(
        book, "02_second", None, code("quadruple", QUADRUPLE, "export")
    )
    message = error(book)
    assert "chapters/02_second.ipynb" in message and '"module"' in message


def test_a_chapter_that_names_a_module_must_export(book):
    write_chapter(book, "02_second", "second", code("quadruple", QUADRUPLE))
    assert "no cell carries the tag `export`" in error(book)


def test_two_chapters_cannot_make_one_module(book):
    write_chapter(
        book, "02_second", "first", code("quadruple", QUADRUPLE, "export")
    )
    assert "another chapter already makes first.py" in error(book)


def test_a_summary_of_two_lines_is_refused(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.transformer_lib.summary = "One.\nTwo."
    nbformat.write(notebook, path)
    assert "one line" in error(book)


@needs_ruff
def test_a_long_summary_is_wrapped_in_the_table_of_contents(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.transformer_lib.summary = "word " * 14 + "end."
    nbformat.write(notebook, path)
    extract.extract(book)
    assert (
        "\n            word"
        in (book / "transformer_lib" / "__init__.py").read_text()
    )
    assert run_ruff(book, "transformer_lib") == ""


def test_a_chapter_without_exported_cells_makes_no_module(book):
    write_chapter(book, "02_second", None, code("use", "print(1)"))
    assert extract.extract(book) != []
    assert sorted(p.name for p in (book / "transformer_lib").glob("*.py")) == [
        "__init__.py",
        "first.py",
    ]


# The set-up cell -----------------------------------------------------------------------------


def setup_cell(book, name="01_first"):
    """The set-up cell of a chapter."""
    return nbformat.read(
        book / "chapters" / f"{name}.ipynb", as_version=4
    ).cells[0]


def test_every_chapter_gets_the_same_set_up_cell(book):
    assert (
        setup_cell(book).source
        == setup_cell(book, "02_second").source
        == setup_source(book)
    )


def test_a_changed_set_up_cell_is_reported_and_mended(book):
    change_cell(book, "02_second", "setup", '("svg")', '("png")')
    (problem,) = extract.check(book)
    assert problem.startswith("chapters/02_second.ipynb: the set-up text")
    assert "in `setup`: run `make extract`" in problem
    assert extract.extract(book) == ["chapters/02_second.ipynb"]
    assert extract.check(book) == []


def test_a_missing_set_up_cell_is_reported(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    del notebook.cells[0]
    nbformat.write(notebook, path)
    (problem,) = extract.check(book)
    assert "no cell is tagged `setup`" in problem


def test_the_address_comes_from_the_configuration(book):
    (book / "_config.yml").write_text(
        "repository:\n  url: https://example.org/book\n"
    )
    assert len(extract.check(book)) == 2
    extract.extract(book)
    assert 'REPOSITORY = "https://example.org/book"' in setup_cell(book).source


def test_compared_outputs_are_marked_for_nbstripout(book):
    path = book / "chapters" / "01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].metadata.tags = ["nbval-check-output"]
    nbformat.write(notebook, path)
    (problem,) = extract.check(book)
    assert "in `not-exported`" in problem
    extract.extract(book)
    assert (
        nbformat.read(path, as_version=4).cells[2].metadata.keep_output is True
    )


def test_writing_a_notebook_changes_only_the_set_up_cell(book):
    path = book / "chapters" / "01_first.ipynb"
    change_cell(
        book, "01_first", "not-exported", "print", "# ein Gruß – „so“\nprint"
    )
    before = json.loads(path.read_text("utf-8"))
    change_cell(book, "01_first", "setup", "svg", "png")
    extract.extract(book)
    text = path.read_text("utf-8")
    assert json.loads(text) == before
    assert (
        "ein Gruß – „so“" in text
        and text.startswith('{\n "cells"')
        and text.endswith("}\n")
    )


def run_setup(book, folder, before=""):
    """Run the set-up cell in a folder; `before` can dress the process up as Colab."""
    program = f"{before}\nexec({setup_source(book)!r})\nimport os; print(os.getcwd())"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
    )


ON_COLAB = """
import subprocess, sys, types
sys.modules["google.colab"] = types.ModuleType("google.colab")
really_run = subprocess.run
def run(command, check):
    print(*command[-4:])
    if command[0] == "git":
        really_run(command, check=check)
subprocess.run = run
"""


@pytest.fixture
def styled_book(book):
    """The small book with its style, as a git repository."""
    (book / "book").mkdir()
    (book / "book" / "book.mplstyle").write_text("lines.linewidth: 3\n")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["commit", "-q", "-m", "The book"],
    ):
        subprocess.run([*git, *command], cwd=book, check=True)
    return book


def test_the_set_up_cell_runs_where_the_book_lies(styled_book):
    run = run_setup(styled_book, styled_book / "chapters")
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [str(styled_book / "chapters")]


def test_the_set_up_cell_says_that_the_book_is_missing(book, tmp_path_factory):
    run = run_setup(book, tmp_path_factory.mktemp("elsewhere"))
    assert "RuntimeError" in run.stderr and "folder chapters/" in run.stderr


def test_on_colab_a_book_without_an_address_says_so(book, tmp_path_factory):
    run = run_setup(book, tmp_path_factory.mktemp("content"), ON_COLAB)
    assert (
        "does not name its repository" in run.stderr
        and "make extract" in run.stderr
    )


def test_on_colab_the_book_is_fetched_and_installed(
    styled_book, tmp_path_factory
):
    (styled_book / "_config.yml").write_text(
        f"repository:\n  url: file://{styled_book}\n"
    )
    content = tmp_path_factory.mktemp("content")
    for _ in range(
        2
    ):  # a second run, after a restart of the kernel, finds the book in place
        run = run_setup(styled_book, content, ON_COLAB)
        assert run.returncode == 0, run.stderr
        assert "install -q ./the-book[recipes]" in run.stdout
        assert run.stdout.split()[-1] == str(content / "the-book" / "chapters")
