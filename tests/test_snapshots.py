"""The package as it stands after each chapter works by itself, and passes its chapters' tests."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import extract  # noqa: E402

CHAPTERS = extract.read_chapters(ROOT) if (ROOT / "_toc.yml").exists() else []
LIBRARY_TESTS = ROOT / "tests" / "library"

# Put beside the tests of a snapshot: they must meet the snapshot, not the installed package.
GUARD = """\
from pathlib import Path

import transformer_lib

here = Path(__file__).resolve().parent
assert Path(transformer_lib.__file__).resolve().parent == here / "transformer_lib"
"""


def run_snapshot(chapters, folder, tests=LIBRARY_TESTS):
    """Write the package of these chapters and run the last one's tests on it, in a new process."""
    extract.write_package(chapters, folder / "transformer_lib")
    shutil.copytree(
        tests, folder / "library", ignore=shutil.ignore_patterns("__pycache__")
    )
    return run_tests(
        folder,
        [f"library/test_{chapters[-1].module}.py"],
        folder,
    )


def run_tests(folder, files, python_path):
    """Run these test files of `folder` with the package that lies in `python_path`."""
    (folder / "conftest.py").write_text(GUARD)
    (folder / "pytest.ini").write_text(
        "[pytest]\n"
    )  # marks the root: no other settings apply
    environment = {
        name: value
        for name, value in os.environ.items()
        if "PYTEST" not in name
    }
    environment |= {
        "PYTHONPATH": str(python_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    return subprocess.run(
        [*command, *files],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


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
    run = run_snapshot(CHAPTERS[:count], tmp_path)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert re.search(r"\d+ passed", run.stdout)


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
    run = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_snapshot_that_needs_a_later_chapter_fails(small_chapter, tmp_path):
    program = "from transformer_lib.later import two\n\n\ndef test_two():\n    assert two() == 2\n"
    run = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert run.returncode != 0
    assert "transformer_lib.later" in run.stdout


def test_a_wrong_definition_fails_its_snapshot(small_chapter, tmp_path):
    program = (
        "from transformer_lib.small import one\n\n\n"
        "def test_one():\n    assert one() == 1.5\n"
    )
    run = run_snapshot(
        [small_chapter], tmp_path, library_tests(tmp_path / "tests", program)
    )
    assert run.returncode == 1
    assert "1 failed" in run.stdout


def test_a_test_that_meets_another_package_fails(small_chapter, tmp_path):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "snapshot"
    extract.write_package([small_chapter], elsewhere / "transformer_lib")
    library_tests(folder, "def test_nothing():\n    pass\n")
    run = run_tests(folder, ["test_small.py"], elsewhere)
    assert run.returncode != 0
    assert "AssertionError" in run.stdout + run.stderr
