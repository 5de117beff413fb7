"""What the chapters give is kept in the book's cache: of `make book`, and of nbval alike."""

import ast
import io
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from book.cache import executed, settings
from book.progress import Progress
from book.reader.chapters import (
    chapter_paths,
    code_cells,
    read_notebook,
    syntax_tree,
)
from book.run import run_all, stale
from tests.conftest import ROOT

pytestmark = pytest.mark.seconds(15)

SETTINGS = """
execute: {timeout: 60}
sphinx: {config: {execution_inputs: ['package/*.py']}}
"""
CELLS = [
    "from IPython.display import SVG, display\nimport sys",
    "print('one', end=''); sys.stdout.flush(); print(' line')",
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "display('seen'); 6 * 7",
]


def write_chapter(folder, name, *sources):
    """Put a chapter into a folder; gives its notebook."""
    cells = [nbformat.v4.new_markdown_cell("# A chapter", id="title")]
    cells += [
        nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        for number, source in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": {**kernel, "name": "python3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, folder / "chapters" / f"{name}.ipynb")
    return notebook


@pytest.fixture
def book(tmp_path):
    """A folder with the settings of a book and a module that its chapters read; no chapters yet."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text("VALUE = 1\n")
    (tmp_path / "_config.yml").write_text(SETTINGS)
    return tmp_path


def run_nbval(folder, *options):
    """Run the chapters as `make test` does; gives the exit status and the output."""
    options = [*options, "-q", "-p", "book.keep_runs", "--nbval-lax"]
    options += ["-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "chapters"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def write_book(folder, **chapters):
    """Write chapters, given by the sources of their cells; gives name -> notebook."""
    lines = "".join(f"  - file: chapters/{name}\n" for name in chapters)
    (folder / "_toc.yml").write_text(f"root: intro\nchapters:\n{lines}")
    return {
        name: write_chapter(folder, name, *cells)
        for name, cells in chapters.items()
    }


def run(folder):
    """Run the book's chapters; gives the number of failures and what is said."""
    said = io.StringIO()
    return run_all(folder, 2, Progress(said)), said.getvalue()


@pytest.mark.parametrize("way", [run, run_nbval])
def test_what_is_kept_is_what_nbclient_gives_and_nothing_runs_again(book, way):
    notebook = write_book(book, one=CELLS, two=["print(1)"])["one"]
    status, said = way(book)
    assert status == 0, said
    kept = executed(book, notebook)
    ran = nbformat.from_dict(notebook)
    for cell in NotebookClient(ran, coalesce_streams=True).execute().cells:
        cell.metadata.pop("execution", None)  # times
    assert kept == ran
    # A busy kernel cuts a line into pieces; they are joined.
    (outputs,) = [c.outputs for c in kept.cells if c.id == "cell-1"]
    assert [output.text for output in outputs] == ["one line\n"]
    assert "pygments_lexer" in kept.metadata.language_info
    assert run(book) == (0, "")

    (book / "package" / "module.py").write_text("VALUE = 2\n")
    assert [each.name for each in stale(book)] == ["one", "two"]


def needs_extra(folder, name, *sources, stored="as stored\n"):
    """A chapter whose extra is not installed, with the outputs that it stores."""
    (folder / "pyproject.toml").write_text(
        "[project.optional-dependencies]\nreal = ['no-such-package==1.0']\n"
    )
    notebook = write_chapter(folder, name, *sources)
    notebook.metadata["transformer_lib"] = {"extra": "real"}
    for cell in notebook.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text=stored)]
    nbformat.write(notebook, folder / "chapters" / f"{name}.ipynb")
    return notebook


def test_a_chapter_whose_extra_is_missing_is_skipped_and_says_so(book):
    needs_extra(book, "02_needs", "1 / 0")
    write_chapter(book, "01_right", "a = 1")
    status, said = run_nbval(book, "-rs")
    assert status == 0 and "1 passed, 1 skipped" in said
    assert "needs no-such-package==1.0: make real" in said


def test_a_chapter_with_a_cell_that_fails_is_not_kept(book):
    notebooks = []
    for place in range(3):
        sources = ["a = 1", "b = 2", "c = 3"]
        sources[place] = "1 / 0"
        notebooks.append(write_chapter(book, f"0{place}_one", *sources))
    right = write_chapter(book, "04_right", "a = 1", "b = 2", "c = 3")
    status, said = run_nbval(book)
    assert status == 1, said
    assert executed(book, right)
    for notebook in notebooks:
        with pytest.raises(KeyError):
            executed(book, notebook)


def test_what_a_chapter_stores_stands_for_a_run_where_its_extra_is_missing(
    book,
):
    write_book(book, one=["a = 1"], two=["1 / 0"])
    notebook = needs_extra(book, "two", "1 / 0")
    failed, said = run(book)
    assert failed == 0
    assert "as stored, without no-such-package==1.0" in said
    (cell,) = executed(book, notebook).cells[1:]
    assert cell.outputs[0].text == "as stored\n"
    assert run(book) == (0, "")


def test_only_what_has_changed_runs(book):
    write_book(book, one=["a = 1"], two=["b = 2"])
    assert run(book)[0] == 0
    write_book(book, one=["a = 1"], two=["b = 3"])
    assert [each.name for each in stale(book)] == ["two"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a = 1\n1 / 0  # wrong", ["   2 | 1 / 0  # wrong", "division by"]),
        ("import sys\nprint('oh', file=sys.stderr)", ["to stderr", "\noh\n"]),
        ("import warnings\nwarnings.warn('old')", ["to stderr", "old"]),
        ("import os\nos._exit(1)", ["   2 | os._exit(1)", "died"]),
    ],
)
def test_a_failure_names_chapter_cell_and_lines_and_the_others_are_kept(
    book, cell, expected
):
    notebooks = write_book(book, right=["a = 1"], wrong=["b = 2", cell])
    failed, said = run(book)
    assert failed == 1
    for text in ["wrong: cell `cell-1`", *expected]:
        assert text in said
    assert "\x1b" not in said
    assert executed(book, notebooks["right"])
    with pytest.raises(KeyError):
        executed(book, notebooks["wrong"])


def test_a_kernel_that_does_not_start_is_named(book, monkeypatch):
    async def fail(self, **options):
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(NotebookClient, "async_start_new_kernel", fail)
    write_book(book, one=["a = 2"])
    failed, said = run(book)
    assert failed == 1
    assert "one: no kernel runs it: Kernel died" in said


def test_a_log_hears_of_a_long_cell(book):
    write_book(book, one=["import time\ntime.sleep(1)"])
    said = io.StringIO()
    assert run_all(book, 2, Progress(said, every=0.2)) == 0
    assert "  one cell 1/1 " in said.getvalue()


def test_kernels_do_not_warn_of_eavesdroppers(book):
    write_book(book, one=["a = 1"])
    code = (
        "import sys; from pathlib import Path;"
        "from book.run import Progress, run_all;"
        "sys.exit(run_all(Path('.'), 2, Progress()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=book,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "eavesdropping" not in done.stderr


def test_what_chapters_import_is_among_the_inputs():
    """Otherwise old results would stay on the page; so would what a check says of an old case."""
    trees = [
        syntax_tree(cell)
        for path in chapter_paths(ROOT)
        for cell in code_cells(read_notebook(ROOT, path))
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {
        name.split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
    }
    folders = [ROOT / name for name in imported if (ROOT / name).is_dir()]
    assert {"graded", "transformer_lib"} <= {each.name for each in folders}
    needed = {file for folder in folders for file in folder.rglob("*.py")}
    patterns = settings(ROOT)["sphinx"]["config"]["execution_inputs"]
    read = {file for pattern in patterns for file in ROOT.glob(pattern)}
    assert sorted(needed - read) == []
    assert "graded/cases/*.json" in patterns
