"""What nbval has run stands in the book's cache as the book's own run would have left it."""

import ast
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from book.cache import executed, settings
from book.reader.chapters import (
    chapter_paths,
    code_cells,
    read_notebook,
    syntax_tree,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.seconds(15)

SETTINGS = "sphinx: {config: {execution_inputs: ['package/*.py']}}"
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


def empty_book(folder, settings):
    """Give a folder the settings of a book, and a module that its chapters read."""
    (folder / "chapters").mkdir()
    (folder / "package").mkdir()
    (folder / "package" / "module.py").write_text("VALUE = 1\n")
    (folder / "_config.yml").write_text(settings)
    return folder


@pytest.fixture
def book(tmp_path):
    """A folder without chapters yet."""
    return empty_book(tmp_path, SETTINGS)


def run_nbval(folder, *options):
    """Run the chapters as `make test` does; gives the exit status and the output."""
    options = [
        *options,
        "-q",
        "-p",
        "book.keep_runs",
        "--nbval-lax",
        "-p",
        "no:xdist",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "chapters"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def test_what_is_kept_is_what_nbclient_gives(book):
    notebook = write_chapter(book, "01_one", *CELLS)
    status, said = run_nbval(book)
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

    (book / "package" / "module.py").write_text("VALUE = 2\n")
    with pytest.raises(KeyError):
        executed(book, notebook)


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
