"""The package as it stands after each chapter works by itself, and passes its chapters' tests."""

import re
import shutil

import pytest
from snapshot_process import run_tests

from book import extraction as extract
from book.reader.chapters import ROOT

CHAPTERS = extract.read_chapters(ROOT) if (ROOT / "_toc.yml").exists() else []
LIBRARY_TESTS = ROOT / "tests" / "library"


def run_snapshot(chapters, folder, tests=LIBRARY_TESTS):
    """Write the package of these chapters and run the last one's tests on it, in a new process."""
    extract.write_package(chapters, folder / "transformer_lib")
    shutil.copytree(
        tests, folder / "library", ignore=shutil.ignore_patterns("__pycache__")
    )
    return run_tests(folder, f"library/test_{chapters[-1].module}.py", folder)


@pytest.mark.parametrize(
    "chapter", CHAPTERS, ids=lambda chapter: chapter.module
)
def test_each_module_has_its_tests(chapter):
    path = LIBRARY_TESTS / f"test_{chapter.module}.py"
    assert path.exists(), (
        f"write tests/library/{path.name} for the module of {chapter.path}"
    )


@pytest.mark.parametrize("count", range(1, len(CHAPTERS) + 1))
def test_the_package_after_each_chapter_passes_its_tests(count, tmp_path):
    code, output = run_snapshot(CHAPTERS[:count], tmp_path)
    assert code == 0, output[-4000:]
    assert re.search(r"\d+ passed", output)


# The snapshot test itself --------------------------------------------------------------------


@pytest.fixture
def small_chapter():
    """A chapter of one function."""
    cell = extract.ExportCell("one", [], ["one"], "def one():\n    return 1")
    return extract.Chapter("chapters/01_small.ipynb", "small", "One.", [cell])


def library_tests(folder, text):
    """A folder of library tests with one file."""
    folder.mkdir()
    (folder / "test_small.py").write_text(text)
    return folder


def test_the_snapshot_and_not_the_installed_package_is_tested(
    small_chapter, tmp_path
):
    program = (
        "import transformer_lib\nfrom transformer_lib.small import one\n\n\n"
        "def test_one():\n    assert one() == 1\n"
        "    assert transformer_lib.__all__ == ['one']\n"
    )
    code, output = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert code == 0, output


LATER = [f"transformer_lib.{chapter.module}" for chapter in CHAPTERS[-1:]]


@pytest.mark.parametrize("name", ["transformer_lib.none", *LATER, "tools"])
def test_a_snapshot_that_needs_what_it_does_not_hold_fails(
    name, small_chapter, tmp_path
):
    program = f"import {name}\n\n\ndef test_two():\n    pass\n"
    code, output = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert code != 0
    assert f"No module named '{name}'" in output


def test_a_wrong_definition_fails_its_snapshot(small_chapter, tmp_path):
    program = (
        "from transformer_lib.small import one\n\n\n"
        "def test_one():\n    assert one() == 1.5\n"
    )
    code, output = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert code == 1
    assert "1 failed" in output


def test_a_test_that_meets_another_package_fails(small_chapter, tmp_path):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "snapshot"
    extract.write_package([small_chapter], elsewhere / "transformer_lib")
    library_tests(folder, "def test_nothing():\n    pass\n")
    code, output = run_tests(folder, "test_small.py", elsewhere)
    assert code != 0
    assert "AssertionError" in output
