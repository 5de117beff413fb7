"""The package as it stands after each chapter works by itself, and its tests pass on it.

Nothing is run again for that. After chapter k the package holds the first k modules, byte for byte
as they are in the end, and no module imports a later one (extraction refuses it). So what the
tests of those modules say of the whole package, they say of this one.
"""

import ast
import json
import subprocess
import sys

import pytest

from book.extraction import (
    PACKAGE,
    Chapter,
    ExportCell,
    read_chapters,
    write_package,
)
from book.reader.chapters import ROOT

CHAPTERS = read_chapters(ROOT)
MODULES = [chapter.module for chapter in CHAPTERS]
LIBRARY_TESTS = ROOT / "tests" / "library"

# Imports every snapshot, one after the other, and asks it for its names. What a snapshot lacks must
# not be found where the book is installed.
IMPORT_ALL = f"""
import importlib, json, sys
sys.meta_path[:] = [f for f in sys.meta_path if "__editable__" not in str(f)]
for folder, modules, names in json.loads(sys.stdin.read()):
    for name in [n for n in sys.modules if n.split(".")[0] == "{PACKAGE}"]:
        del sys.modules[name]
    sys.path.insert(0, folder)
    package = importlib.import_module("{PACKAGE}")
    assert package.__file__.startswith(folder), package.__file__
    assert package.__all__ == names, (package.__all__, names)
    assert all(hasattr(package, name) for name in names)
    loaded = {{n.split(".")[1] for n in sys.modules if n.startswith("{PACKAGE}.")}}
    assert loaded == set(modules), (loaded, modules)
"""


def write_snapshots(chapters, folder):
    """Write the package as it stands after each chapter; gives the folders that hold one each."""
    folders = [folder / chapter.module for chapter in chapters]
    for count, each in enumerate(folders, start=1):
        write_package(chapters[:count], each / PACKAGE)
    return folders


def differing(folders, final):
    """The modules of snapshots that are not, byte for byte, those of the final package."""
    return [
        f"{folder.name}/{file.name}"
        for folder in folders
        for file in (folder / PACKAGE).glob("*.py")
        if file.name != "__init__.py"
        and file.read_bytes() != (final / file.name).read_bytes()
    ]


def import_all(chapters, folders):
    """Import every snapshot in a process of its own; gives what went wrong."""
    what = [
        (
            str(folder),
            [chapter.module for chapter in chapters[:count]],
            [n for c in chapters[:count] for n in c.public_names],
        )
        for count, folder in enumerate(folders, start=1)
    ]
    run = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL],
        cwd=folders[0],
        input=json.dumps(what),
        capture_output=True,
        text=True,
    )
    return run.stderr if run.returncode else ""


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory):
    """The folders of all snapshots."""
    return write_snapshots(CHAPTERS, tmp_path_factory.mktemp("snapshots"))


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_its_tests(module):
    path = LIBRARY_TESTS / f"test_{module}.py"
    assert path.exists(), f"write tests/library/{path.name}"


def test_each_snapshot_holds_the_first_modules_as_they_are_in_the_end(
    snapshots,
):
    for count, folder in enumerate(snapshots, start=1):
        files = {file.stem for file in (folder / PACKAGE).glob("*.py")}
        assert files == {"__init__", *MODULES[:count]}
    assert differing(snapshots, ROOT / PACKAGE) == []


def test_each_snapshot_can_be_imported_and_offers_its_names(snapshots):
    assert import_all(CHAPTERS, snapshots) == ""


def names_from_the_package(tests):
    """The names and modules of the package that a file of tests imports."""
    for node in ast.walk(ast.parse(tests.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, _, module = node.module.partition(".")
            if package == PACKAGE:
                yield from [module] if module else [a.name for a in node.names]


@pytest.mark.parametrize("count", range(1, len(CHAPTERS) + 1), ids=MODULES)
def test_the_tests_of_a_module_need_no_later_one(count):
    tests = LIBRARY_TESTS / f"test_{MODULES[count - 1]}.py"
    names = {n for c in CHAPTERS[:count] for n in c.public_names}
    assert set(names_from_the_package(tests)) <= {*names, *MODULES[:count]}


# What would go wrong is seen -----------------------------------------------------------------


def small_chapters(more=""):
    """Two chapters of one function each, the first with some lines more."""
    return [
        Chapter(f"chapters/{name}.ipynb", name, f"{name}.", [cell])
        for name, cell in {
            "first": ExportCell("one", [], ["one"], f"def one(): ...{more}"),
            "second": ExportCell("two", [], ["two"], "def two(): ..."),
        }.items()
    ]


def test_a_changed_module_is_seen(tmp_path):
    write_package(small_chapters(), tmp_path / PACKAGE)
    folders = write_snapshots(small_chapters("  # more"), tmp_path)
    assert differing(folders[:1], tmp_path / PACKAGE) == ["first/first.py"]


@pytest.mark.parametrize("later", ["second", MODULES[-1]])
@pytest.mark.parametrize("line", ["from {} import *", "import {}"])
def test_an_upward_import_is_seen(tmp_path, line, later):
    line = line.format(f"{PACKAGE}.{later}")
    chapters = small_chapters(f"\n\n\n{line}")
    folders = write_snapshots(chapters, tmp_path)
    said = import_all(chapters, folders)
    assert f"No module named '{PACKAGE}.{later}'" in said


def test_a_wrong_list_of_names_is_seen(tmp_path):
    folders = write_snapshots(small_chapters(), tmp_path)
    assert import_all(small_chapters(), folders) == ""
    file = folders[0] / PACKAGE / "__init__.py"
    file.write_text(file.read_text().replace('["one', '["none'))
    assert "AssertionError" in import_all(small_chapters(), folders)
