"""The package as it stands after each chapter works by itself, and its tests pass on it.

Where a chapter only adds a module, the snapshot after it holds the same modules as the one before,
and what the tests say of the later one, they say of the earlier. So the snapshots that are tested
are those right before a chapter that lets a module grow.
"""

import ast
import json
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest

from book.extraction import PACKAGE, Chapter, ExportCell, read_chapters
from book.package import write_package
from book.reader.chapters import ROOT

CHAPTERS = read_chapters(ROOT)
MODULES = [chapter.module for chapter in CHAPTERS]
# So many modules has the package right before a chapter that lets one grow.
BEFORE_GROWTH = [n for n, chapter in enumerate(CHAPTERS) if chapter.growth]
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


def failures(folder, modules, tests=LIBRARY_TESTS):
    """Test the package in `folder`, made of `modules`; gives what their tests say if any fails."""
    run = subprocess.run(
        [
            *[
                sys.executable,
                "-B",
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
            ],
            *["-c", str(ROOT / "pyproject.toml"), "--confcutdir", str(tests)],
            *["--override-ini", f"pythonpath={folder}", "-x"],
            *["--modules", ",".join(modules)],
            *[str(tests / f"test_{module}.py") for module in modules],
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return run.stdout + run.stderr if run.returncode else ""


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


def test_each_snapshot_holds_the_modules_so_far(snapshots):
    for count, folder in enumerate(snapshots, start=1):
        files = {file.stem for file in (folder / PACKAGE).glob("*.py")}
        assert files == {"__init__", *MODULES[:count]}


def test_a_module_changes_only_where_a_chapter_lets_it_grow(snapshots):
    for count, (one, two) in enumerate(pairwise(snapshots), start=1):
        grown = {cell.grows for cell in CHAPTERS[count].growth}
        for module in MODULES[:count]:
            old, new = (
                (each / PACKAGE / f"{module}.py").read_text()
                for each in (one, two)
            )
            assert (old != new) == (module in grown), (one, module)


@pytest.mark.thorough
@pytest.mark.parametrize("count", BEFORE_GROWTH)
def test_the_package_before_growth_passes_all_its_tests(snapshots, count):
    assert failures(snapshots[count - 1], MODULES[:count]) == ""


def test_each_snapshot_can_be_imported_and_offers_its_names(snapshots):
    assert import_all(CHAPTERS, snapshots) == ""


def marks(tree):
    """The modules that the marks `since` in a syntax tree name."""
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "pytest.mark.since"
    ]


def names_from_the_package(tree):
    """The names and modules of the package that a syntax tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, _, module = node.module.partition(".")
            if package == PACKAGE:
                yield from [module] if module else [a.name for a in node.names]


@pytest.mark.parametrize("count", range(1, len(CHAPTERS) + 1), ids=MODULES)
def test_the_tests_of_a_module_need_no_later_one(count):
    tests = LIBRARY_TESTS / f"test_{MODULES[count - 1]}.py"
    for statement in ast.parse(tests.read_text("utf-8")).body:
        since = [MODULES.index(module) + 1 for module in marks(statement)]
        assert all(each > count for each in since), "since its own chapter"
        last = max([count, *since])
        names = {n for c in CHAPTERS[:last] for n in c.public_names}
        assert set(names_from_the_package(statement)) <= {
            *names,
            *MODULES[:last],
        }


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


SMALL_TESTS = """
import pytest
from transformer_lib import one

def test_old():
    assert one(3) == {}

@pytest.mark.since("second")
def test_new():
    assert one(3, 1) == 4
"""


@pytest.mark.parametrize(
    ("added", "module", "expected", "red"),
    [
        (0, "second", 3, False),
        # An old call gives something else: its test is red at the end ...
        (1, "second", 3, True),
        # ... and if the test is changed, then it is red where the book is not so far.
        (1, "first", 4, True),
    ],
)
def test_a_changed_old_behaviour_is_seen(
    tmp_path, added, module, expected, red
):
    chapters = small_chapters()
    old, new = (
        f"def one({arguments}):\n    return {value}"
        for arguments, value in [("a", "a"), (f"a, b={added}", "a + b")]
    )
    chapters[0].cells[0] = ExportCell("one", [], ["one"], old)
    chapters[1].growth.append(ExportCell("more", [], ["one"], new, "first"))
    write_snapshots(chapters, tmp_path)
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(LIBRARY_TESTS / "conftest.py", tests)
    (tests / "test_first.py").write_text(SMALL_TESTS.format(expected))
    (tests / "test_second.py").write_text("")
    modules = ["first", "second"][: 1 + (module == "second")]
    said = failures(tmp_path / module, modules, tests)
    assert ("FAILED" in said and "test_old" in said) is red, said
    assert bool(said) is red


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
