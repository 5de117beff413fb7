"""Tidying a notebook takes away what a run leaves behind, keeps the rest, and fills the set-up."""

import copy
import subprocess
import sys

import nbformat
import pytest

from book.reader.chapters import (
    ROOT,
    chapter_paths,
    code_cells,
    extra_of,
    read_notebook,
)
from book.tidy import is_readable, setup_source, tidy_file, tidy_notebook
from tests.chapters.conftest import code

PATHS = chapter_paths(ROOT)


def as_jupyterlab_saves_it(notebook):
    """A notebook after a run in JupyterLab: outputs, counts, metadata, an empty cell at the end."""
    ran = copy.deepcopy(notebook)
    ran.metadata.language_info = {"name": "python", "version": "3.11.7"}
    ran.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    ran.metadata.widgets = {"state": {}}
    new = nbformat.v4.new_output
    for number, cell in enumerate(code_cells(ran), start=1):
        cell.execution_count = number
        cell.metadata.execution = {"iopub.execute_input": "2026-01-01"}
        cell.metadata.scrolled = cell.metadata.collapsed = True
        if not cell.outputs and not extra_of(ran):  # it is not compared
            cell.outputs = [new("stream", text="noise\n")]
    for cell in ran.cells:
        cell.metadata.editable = True
    ran.cells.append(nbformat.v4.new_code_cell(""))
    return ran


@pytest.mark.parametrize("path", PATHS)
def test_a_chapter_that_was_run_comes_back_as_it_was(path, tmp_path):
    file = tmp_path / "chapter.ipynb"
    nbformat.write(as_jupyterlab_saves_it(read_notebook(ROOT, path)), file)
    tidy_file(file, ROOT)
    assert file.read_bytes() == (ROOT / path).read_bytes()


def tidied(*cells):
    """The cells of a notebook that has been tidied."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    tidy_notebook(notebook, "set up")
    nbformat.validate(notebook)
    return notebook.cells


def test_a_compared_output_stays_with_the_count_1():
    result = nbformat.v4.new_output(
        "execute_result", {"text/plain": "1"}, execution_count=3
    )
    compared = code("compared", "1", "nbval-check-output")
    other = code("other", "1")
    compared.outputs, other.outputs = [result], [result]
    compared.execution_count = other.execution_count = 3
    compared, other = tidied(compared, other)
    assert compared.outputs[0].data == {"text/plain": "1"}
    assert compared.outputs[0].execution_count == 1
    assert compared.execution_count == 1
    assert (other.outputs, other.execution_count) == ([], None)


def test_a_chapter_that_needs_an_extra_keeps_all_its_outputs():
    said = nbformat.v4.new_output("stream", text="seen\n")
    cell = code("shown", "print('seen')")
    cell.outputs = [said]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["transformer_lib"] = {"extra": "real", "ran": "1234"}
    tidy_notebook(notebook, "set up")
    assert notebook.cells[0].outputs == [said]
    assert notebook.cells[0].execution_count == 1
    assert notebook.metadata["transformer_lib"]["ran"] == "1234"


def test_pieces_of_what_was_printed_are_joined():
    new = nbformat.v4.new_output
    cell = code("printed", "print(1)", "nbval-check-output")
    cell.outputs = [
        new("stream", text="one"),
        new("stream", text=" line\n"),
        new("display_data", {"text/plain": "two"}),
        new("stream", text="three"),
    ]
    (cell,) = tidied(cell)
    said = [o.get("text", "data") for o in cell.outputs]
    assert said == ["one line\n", "data", "three"]


@pytest.mark.parametrize(
    ("random", "source", "readable"),
    [
        ("a1b2c3d4", "def softmax(rows): ...", "cell-def-softmax-rows"),
        ("abcdefab", "plt.plot([1])", "cell-plt-plot"),
        ("d3fa85f6-4571-abcd", "## The end", "cell-the-end"),
        ("Title", "# Title", "cell-title"),
        ("the_title", "# Title", "cell-title"),
        ("other", "## The end", "cell-the-end"),  # there is one already
        ("a1b2c3d4", "1 + 1", "cell"),
        ("a1b2c3d4", "taken", "cell-taken-2"),
    ],
)
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
def test_a_new_cell_gets_a_readable_id_of_its_own(random, source, readable):
    cells = tidied(
        code("other", "2"), code(random, source), code("cell-taken", "3")
    )
    assert [cell.id for cell in cells] == ["other", readable, "cell-taken"]
    assert is_readable(readable)


@pytest.mark.parametrize("cell_id", ["chapter-01", "facade-bead", "title"])
def test_a_readable_id_stays(cell_id):
    assert tidied(code(cell_id, "1"))[0].id == cell_id


# The set-up cell -----------------------------------------------------------------------------


def setup_cell(book, name="01_first"):
    """The set-up cell of a chapter."""
    return read_notebook(book, f"chapters/{name}.ipynb").cells[0]


def test_the_address_comes_from_the_configuration(book):
    (book / "_config.yml").write_text(
        "repository:\n  url: https://example.org/book\n"
    )
    tidy_file(book / "chapters" / "01_first.ipynb", book)
    assert 'REPOSITORY = "https://example.org/book"' in setup_cell(book).source


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
    (book / "chapters" / "book.mplstyle").write_text("lines.linewidth: 3\n")
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
        and "make update" in run.stderr
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
        assert (
            "-c the-book/constraints.txt -q ./the-book[chapters]" in run.stdout
        )
        assert run.stdout.split()[-1] == str(content / "the-book" / "chapters")
