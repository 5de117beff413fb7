"""The package as files: modules written from the chapters, and compared with them."""

import ast
import difflib
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

from book.extraction import PACKAGE, Chapter
from book.growth import ExtractionError, Line, Module
from book.reader.chapters import ROOT

LINE_LENGTH = 79  # as in pyproject.toml
HEAD = "its head (docstring, imports, __all__)"

# Writing modules -----------------------------------------------------------------------------


def ruff(*arguments: str, root: Path = ROOT, text: str | None = None) -> str:
    """Run ruff with the settings of the book in `root`; gives what it writes."""
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache"],
        cwd=root,
        input=text,
        capture_output=True,
        encoding="utf-8",
    )
    if "No module named" in run.stderr:
        raise RuntimeError(
            "ruff is not installed. Remedy: pip install -e '.[book]'"
        )
    return run.stdout


@cache
def _in_order(head: str) -> list[str]:
    """The lines of a module's head: imports sorted and merged, long lines wrapped, by ruff."""
    file = ["--quiet", "--stdin-filename", f"{PACKAGE}/head.py", "-"]
    ours = f'lint.isort.known-first-party = ["{PACKAGE}"]'
    sort = ["check", "--select", "I", "--fix", "--config", ours]
    head = ruff(*sort, *file, text=head)
    return ruff("format", *file, text=head).splitlines()


def _head(docstring: list[str], imports: list[str], names: list[str]) -> str:
    """A module's head as it comes."""
    public = "__all__ = [" + ", ".join(f'"{name}"' for name in names) + "]"
    return "\n".join(
        ['"""' + docstring[0], *docstring[1:], '"""', *imports, public]
    )


def modules(chapters: list[Chapter]) -> dict[str, Module]:
    """Name -> module, as the chapters introduce it and, one after the other, let it grow."""
    made: dict[str, Module] = {}
    for chapter in chapters:
        made[chapter.module] = module = Module(chapter)
        names = list(made)
        for cell in chapter.cells:
            module.add(cell)
        for cell in chapter.growth:
            below = names[: names.index(cell.grows)]
            made[cell.grows].grow(cell, chapter, below)
    return made


def module_lines(module: Module) -> list[Line]:
    """A module's lines, each with the place that it comes from."""
    chapter = module.chapter
    *others, last = module.grown_in or [""]
    grown = " and ".join(filter(None, [", ".join(others), last]))
    origin = (
        f"Developed in {chapter.path}{grown and ', grown in '}{grown}: change it there, then run "
        "`make update`."
    )
    docstring = [
        chapter.summary.rstrip(".") + ".",
        "",
        *textwrap.wrap(origin, LINE_LENGTH, break_on_hyphens=False),
    ]
    imports = [ast.unparse(node) for node in module.imports]
    head = _in_order(_head(docstring, imports, chapter.public_names))
    return [(line, f"{chapter.path}, {HEAD}") for line in head] + module.lines


def init_lines(chapters: list[Chapter]) -> list[str]:
    """The lines of the package's `__init__.py`: a table of contents, then the names."""
    width = max((len(chapter.module) for chapter in chapters), default=0)
    contents = []
    for chapter in chapters:
        contents += textwrap.wrap(
            chapter.summary.rstrip(".") + ".",
            LINE_LENGTH,
            initial_indent=f"    {chapter.module:{width}}  ",
            subsequent_indent=" " * (width + 6),
        )
    docstring = [
        "The Transformer, step by step: one module a chapter, in reading order.",
        "",
        *contents,
        "",
        "Made from the chapters: change the code there, then run `make update`.",
    ]
    imports = [
        f"from {PACKAGE}.{chapter.module} import {', '.join(chapter.public_names)}"
        for chapter in chapters
        if chapter.public_names
    ]
    names = [name for chapter in chapters for name in chapter.public_names]
    return _in_order(_head(docstring, imports, names))


def package_files(chapters: list[Chapter]) -> dict[str, list[Line]]:
    """File name -> lines with their origin, for the whole package."""
    place = f"the chapters, {HEAD}"
    files = {"__init__.py": [(line, place) for line in init_lines(chapters)]}
    for name, module in modules(chapters).items():
        files[f"{name}.py"] = module_lines(module)
    files["py.typed"] = []  # tells type checkers that there are annotations
    return files


def write_package(chapters: list[Chapter], folder: Path) -> list[str]:
    """Write the package of these chapters into `folder`; gives the names of the changed files.

    Pass the first k chapters to get the package as it stands after chapter k. Modules that belong
    to no chapter are removed. ExtractionError where a file is in the way that somebody else wrote.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        name: "".join(line + "\n" for line, _ in lines)
        for name, lines in package_files(chapters).items()
    }
    stale = {path.name: None for path in _stale_modules(folder, texts)}
    changed = [
        name
        for name, text in (texts | stale).items()
        if not (folder / name).exists()
        or (folder / name).read_text("utf-8") != text
    ]
    for name in changed:
        if not _is_ours(folder / name):
            raise ExtractionError(
                f"{folder / name} was not made from the chapters, and would be lost. Move it out "
                "of the package, or its code into a chapter."
            )
    for name in changed:
        if name in stale:
            (folder / name).unlink()
        else:
            (folder / name).write_text(texts[name], "utf-8", newline="\n")
    return changed


def _is_ours(path: Path) -> bool:
    """Whether a file was written from the chapters; its head says so. One without text counts."""
    text = path.read_text("utf-8") if path.exists() else ""
    return not text or "then run `make update`." in " ".join(text.split())


def _stale_modules(folder: Path, files) -> list[Path]:
    return sorted(
        path for path in folder.glob("*.py") if path.name not in files
    )


# Comparing -----------------------------------------------------------------------------------


def differences(chapters: list[Chapter], folder: Path) -> list[str]:
    """Every difference between the chapters and the package in `folder`, with its cells."""
    problems = []
    files = package_files(chapters)
    for name, lines in files.items():
        if (folder / name).exists():
            problems += _differences(folder / name, f"{PACKAGE}/{name}", lines)
        else:
            problems.append(f"{PACKAGE}/{name} is missing.")
    problems += [
        f"{PACKAGE}/{path.name} belongs to no chapter; it will be removed."
        for path in _stale_modules(folder, files)
    ]
    return problems


def _differences(path: Path, name: str, lines: list[Line]) -> list[str]:
    expected = [line for line, _ in lines]
    actual = path.read_text("utf-8").splitlines()
    match = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    places: list[str] = []
    for kind, start, end, _, _ in match.get_opcodes():
        if kind != "equal":
            # Lines that only the package has belong to the cell above them.
            first = start if end > start else max(start - 1, 0)
            places += [
                place for _, place in lines[first : max(end, first + 1)]
            ]
    if not places:
        return []
    where = "; ".join(dict.fromkeys(places))
    diff = difflib.unified_diff(actual, expected, name, where, "", "", 1, "")
    shown = [f"  {line}" for line in diff]
    return [
        f"{name} differs from {where}.\n"
        "The chapter is the source: make the change there if you want it, and not here.\n"
        + "\n".join(shown[:20] + ["  …"] * (len(shown) > 20))
    ]
