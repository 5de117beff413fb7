"""Which room of the house may import which: read from the syntax trees, inside functions too."""

import ast
import sys
from pathlib import Path

import pytest

from book.reader.chapters import ROOT

ROOMS = (
    "book",
    "chapters",
    "graded",
    "recipes",
    "teaching",
    "transformer_lib",
)
# Folder -> the folders that its modules may import, besides itself.
ALLOWED = {
    "transformer_lib": (),
    "graded": (),
    "chapters": ("recipes", "transformer_lib"),  # pictures of trained networks
    "recipes": ("transformer_lib",),
    "book": ("transformer_lib", "recipes"),
    "teaching": ("book", "graded", "transformer_lib"),
    # What goes into the jail, or to Gradescope, goes as whole folders, and lacks the rest.
    "book/reader": (),
    "teaching/jail": ("book/reader", "graded"),
    "teaching/grading": ("teaching/jail", "graded"),
    # The teacher's rooms: each may use those above it, never one below.
    "teaching/authoring": (
        *("teaching/jail", "teaching/refused", "teaching/written"),
        *("book", "graded", "transformer_lib"),
    ),
    "teaching/classes": (
        *("teaching/authoring", "teaching/grading", "teaching/jail"),
        *("teaching/refused", "teaching/written", "book", "graded"),
    ),
    "teaching/handouts": (
        *("teaching/authoring", "teaching/refused", "teaching/written"),
        "book",
    ),
    "teaching/exports": (
        *("teaching/classes", "teaching/authoring", "teaching/jail"),
        *("teaching/grading", "teaching/handouts", "teaching/refused"),
        *("teaching/written", "book", "graded"),
    ),
    "teaching/exports/gradescope/programs": (
        *("teaching/grading", "teaching/jail"),
    ),
}


def modules(folder, root=ROOT):
    return sorted((root / folder).rglob("*.py"))


def imported(path, root=ROOT, every=False):
    """Yield the dotted names of our modules, or of every, that a file imports, in whatever way."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = _package(path, node.level, root)
            module = ".".join(filter(None, [package, node.module]))
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            opens = name in ("import_module", "__import__") and node.args
            first = node.args[0] if opens else None
            if isinstance(first, ast.JoinedStr):  # f"teaching.{…}"
                first = first.values[0]
            text = first.value if isinstance(first, ast.Constant) else ""
            names = [text] if isinstance(text, str) else []
        else:
            continue
        for name in names:
            # Chapters lie side by side: drawing.py is imported by its bare name.
            name = name.replace("drawing", "chapters.drawing", 1)
            if every or name.partition(".")[0] in ROOMS:
                yield name


def _package(path, level, root):
    """Return the package to which a relative import refers; "" for an absolute one."""
    parts = path.relative_to(root).parent.parts
    return ".".join(parts[: len(parts) - level + 1]) if level else ""


def violations(folder, allowed, root=ROOT):
    """Return "file imports module" for each import that the folder must not have."""
    inside = tuple(f"{each.replace('/', '.')}." for each in (folder, *allowed))
    return [
        f"{path.relative_to(root).as_posix()} imports {name}"
        for path in modules(folder, root)
        for name in imported(path, root)
        if not f"{name}.".startswith(inside)
    ]


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_room_imports_only_what_it_may(folder):
    assert modules(folder)
    assert violations(folder, ALLOWED[folder]) == []


def test_what_a_student_gets_imports_nothing_of_others():
    allowed = sys.stdlib_module_names | {"graded", "numpy", "torch"}
    found = {
        name.partition(".")[0]
        for path in modules("graded")
        for name in imported(path, every=True)
    }
    assert found - allowed == {""}  # of calls that import nothing


def test_every_room_is_looked_at():
    with_code = {
        path.relative_to(ROOT).parts[0]
        for top in ROOT.iterdir()
        if top.is_dir() and top.name[0] not in "._" and top.name != "tests"
        for path in top.rglob("*.py")
    }
    assert with_code == set(ROOMS)


@pytest.mark.parametrize(
    "source",
    [
        "import teaching",
        "import teaching.jail.session as session",
        "from teaching import jail",
        "from teaching.jail.sandbox import Limits",
        "def late():\n    from teaching.jail import sandbox",
        "if 0:\n    import teaching",
        "import importlib\nimportlib.import_module('teaching.jail')",
        "__import__('teaching')",
        "name = 'jail'\n__import__(f'teaching.{name}')",
        "from ...teaching import jail",
        "from drawing import draw_weights",
        "from book import tidy",
    ],
)
def test_no_way_to_import_is_overlooked(tmp_path: Path, source):
    path = tmp_path / "book" / "reader" / "module.py"
    path.parent.mkdir(parents=True)
    path.write_text(source)
    (found,) = violations("book/reader", (), tmp_path)
    assert found.startswith("book/reader/module.py imports ")


def test_what_may_be_imported_is_not_reported(tmp_path: Path):
    path = tmp_path / "book" / "reader" / "module.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import teachings, bookish, numpy\nfrom book.reader import magics\n"
        "from . import context\n"
    )
    assert violations("book/reader", (), tmp_path) == []
