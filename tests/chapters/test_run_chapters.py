"""`make book` runs the chapters that have changed, and keeps what they give."""

import io
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from book.cache import executed
from book.progress import Progress
from book.reader.chapters import ROOT
from book.run import run_all, stale
from tests.chapters.test_keep_runs import (
    CELLS,
    empty_book,
    needs_extra,
    write_chapter,
)

SETTINGS = """
execute: {timeout: 60}
sphinx: {config: {execution_inputs: ['package/*.py']}}
"""


@pytest.fixture
def book(tmp_path):
    """A folder without chapters yet."""
    return empty_book(tmp_path, SETTINGS)


def write_book(folder, **chapters):
    """Write chapters, given by the sources of their cells; gives name -> notebook."""
    lines = "".join(f"  - file: chapters/{name}\n" for name in chapters)
    (folder / "_toc.yml").write_text(f"root: intro\nchapters:\n{lines}")
    return {
        name: write_chapter(folder, name, *cells)
        for name, cells in chapters.items()
    }


def run(folder, jobs=2):
    """Run the book's chapters; gives the number of failures and what is said."""
    said = io.StringIO()
    return run_all(folder, jobs, Progress(said)), said.getvalue()


def test_what_is_kept_is_what_nbclient_gives_and_nothing_runs_again(book):
    notebooks = write_book(book, one=CELLS, two=["print(1)"])
    assert run(book)[0] == 0
    ran = nbformat.from_dict(notebooks["one"])
    for cell in NotebookClient(ran, coalesce_streams=True).execute().cells:
        cell.metadata.pop("execution", None)  # times
    assert executed(book, notebooks["one"]) == ran
    assert run(book) == (0, "")

    (book / "package" / "module.py").write_text("VALUE = 2\n")
    assert [each.name for each in stale(book)] == ["one", "two"]


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


def test_a_kernel_that_does_not_start_is_tried_twice(book, monkeypatch):
    notebooks = write_book(book, one=["a = 1"])
    start, calls = NotebookClient.async_start_new_kernel, []

    async def fail_first(self, **options):
        calls.append(self)
        if len(calls) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        await start(self, **options)

    monkeypatch.setattr(NotebookClient, "async_start_new_kernel", fail_first)
    failed, said = run(book)
    assert failed == 0, said
    assert "one: its kernel did not start; once more." in said
    assert executed(book, notebooks["one"])

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
