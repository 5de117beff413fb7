"""From chapters to package.

A cell tagged `export` goes into the module that its notebook's metadata names. The chapters are
the source; `make update` makes everything in `transformer_lib/` from them.
"""

import ast
import difflib
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags

PACKAGE = "transformer_lib"
LINE_LENGTH = 79  # as in pyproject.toml
LONGEST_SUMMARY = LINE_LENGTH - len('""".')
HEADER = "its head (docstring, imports, __all__)"


class ExtractionError(Exception):
    """A chapter that cannot become a module; the message names the cell and the remedy."""


@dataclass(frozen=True)
class ExportCell:
    """One cell tagged `export`, taken apart."""

    id: str
    imports: list[ast.Import | ast.ImportFrom]
    names: list[str]
    code: str


@dataclass(frozen=True)
class Chapter:
    """A notebook and the module that it makes."""

    path: str
    module: str
    summary: str
    cells: list[ExportCell]

    @property
    def public_names(self) -> list[str]:
        """The names that readers import, in the order in which the chapter defines them."""
        return [
            name
            for cell in self.cells
            for name in cell.names
            if not name.startswith("_") and "." not in name
        ]


# Reading the chapters ------------------------------------------------------------------------


def read_chapters(root: Path = ROOT) -> list[Chapter]:
    """Every chapter that makes a module, in reading order, checked against the rules."""
    chapters: list[Chapter] = []
    defined: dict[str, str] = {}  # name -> the cell that defines it
    for path in chapter_paths(root):
        chapter = _read_chapter(path, read_notebook(root, path))
        if chapter is None:
            continue
        if chapter.module in [earlier.module for earlier in chapters]:
            raise ExtractionError(
                f"{path}: another chapter already makes {chapter.module}.py."
            )
        _check_staircase(chapter, [earlier.module for earlier in chapters])
        _check_extensions(chapter, chapters)
        for cell in chapter.cells:
            place = f"{path}, cell `{cell.id}`"
            for name in cell.names:
                if name in defined:
                    raise ExtractionError(
                        f"`{name}` is defined twice: in {defined[name]} and in {place}. "
                        "Rename one, or import the first."
                    )
                defined[name] = place
        chapters.append(chapter)
    return chapters


def _read_chapter(path: str, notebook) -> Chapter | None:
    exported = [cell for cell in notebook.cells if "export" in tags(cell)]
    metadata = notebook.metadata.get(PACKAGE)
    if not exported and metadata is None:
        return None  # a chapter that only uses the package
    if not exported:
        raise ExtractionError(
            f"{path}: names a module, but no cell carries the tag `export`."
        )
    metadata = metadata or {}
    module, summary = metadata.get("module", ""), metadata.get("summary", "")
    if not module.isidentifier() or not summary:
        raise ExtractionError(
            f"{path}: the notebook's metadata does not name its module. Add "
            f'"{PACKAGE}": {{"module": "self_attention", "summary": "One line."}}.'
        )
    if len(summary) > LONGEST_SUMMARY or re.search(r'[\n\\"]', summary):
        raise ExtractionError(
            f"{path}: the module's summary must be one line of at most {LONGEST_SUMMARY} "
            "characters, without quotation marks."
        )
    return Chapter(
        path, module, summary, [_read_cell(path, cell) for cell in exported]
    )


def _read_cell(path: str, cell) -> ExportCell:
    place = f"{path}, cell `{cell.get('id')}`"
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError as error:
        raise ExtractionError(
            f"{place}, line {error.lineno}: not plain Python ({error.msg}). "
            "Magics and shell commands belong in a cell without the tag `export`."
        ) from None

    imports = [
        node
        for node in statements
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    rest = [node for node in statements if node not in imports]
    names = [_defined_name(node, place) for node in rest]

    import_lines = {
        n for node in imports for n in range(node.lineno, node.end_lineno + 1)
    }
    lines = cell.source.splitlines()
    kept = [
        line for n, line in enumerate(lines, start=1) if n not in import_lines
    ]
    code = "\n".join(line.rstrip() for line in kept).strip("\n")
    if len(ast.parse(code).body) != len(rest):
        raise ExtractionError(
            f"{place}: an import shares its line; give each its own."
        )
    return ExportCell(cell.id, imports, names, code)


def _defined_name(node: ast.stmt, place: str) -> str:
    """The name that a top-level statement defines; an error where it does something else."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [getattr(node, "target", None)]
    )
    if isinstance(node, ast.Assign | ast.AnnAssign) and len(targets) == 1:
        name = getattr(targets[0], "id", "")
        if name.isupper():
            return name
        # A later chapter extends a class of an earlier one: Class.method = function.
        if isinstance(targets[0], ast.Attribute) and isinstance(
            node.value, ast.Name
        ):
            return ast.unparse(targets[0])
    raise ExtractionError(
        f"{place}, line {node.lineno}: `{ast.unparse(node).splitlines()[0][:60]}` cannot be "
        "exported. Only imports, functions, classes and CONSTANTS (in capitals) can: move it "
        "into a cell without the tag `export`."
    )


def _check_staircase(chapter: Chapter, earlier: list[str]) -> None:
    """A module imports from earlier chapters' modules, never from its own or a later one.

    Imports within functions count too: wherever one stands, it must find its module.
    """
    choice = ", ".join(earlier) or "there is none yet"
    for cell in chapter.cells:
        for node in [*cell.imports, *ast.walk(ast.parse(cell.code))]:
            for source in _imported_modules(node):
                package, _, module = source.partition(".")
                if package in (PACKAGE, "") and module not in earlier:
                    raise ExtractionError(
                        f"{chapter.path}, cell `{cell.id}`: `{ast.unparse(node)}` breaks the "
                        f"staircase. Import from the module of an earlier chapter ({choice})."
                    )


def _check_extensions(chapter: Chapter, earlier: list[Chapter]) -> None:
    """`Class.method = function`: the class from an earlier chapter, the function from this one."""
    classes = {
        node.name for each in earlier for node in _defined(each, ast.ClassDef)
    }
    functions = {node.name for node in _defined(chapter, ast.FunctionDef)}
    imported = {
        alias.asname or alias.name
        for cell in chapter.cells
        for node in cell.imports
        if isinstance(node, ast.ImportFrom)
        and f"{node.module}.".startswith(f"{PACKAGE}.")
        for alias in node.names
    }
    for cell in chapter.cells:
        for node in ast.parse(cell.code).body:
            if not (
                isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Attribute)
            ):
                continue
            if (
                ast.unparse(node.targets[0].value) not in classes & imported
                or node.value.id not in functions
            ):
                raise ExtractionError(
                    f"{chapter.path}, cell `{cell.id}`: `{ast.unparse(node)}` extends what it may "
                    "not. On the left stands a class that is imported from an earlier chapter's "
                    "module, on the right a function that this chapter exports."
                )


def _defined(chapter: Chapter, kind: type) -> list[ast.stmt]:
    """The classes or functions that a chapter defines."""
    cells = (ast.parse(cell.code).body for cell in chapter.cells)
    return [node for body in cells for node in body if isinstance(node, kind)]


def _imported_modules(node: ast.AST) -> list[str]:
    """The modules that a node imports; none where it is no import."""
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return []


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


def module_lines(chapter: Chapter) -> list[tuple[str, str]]:
    """The module's lines, each with the id of the cell that it comes from."""
    docstring = [
        chapter.summary.rstrip(".") + ".",
        "",
        f"Developed in {chapter.path}: change it there, then run `make update`.",
    ]
    imports = [
        ast.unparse(node) for cell in chapter.cells for node in cell.imports
    ]
    head = _head(docstring, imports, chapter.public_names)
    lines = [(line, HEADER) for line in _in_order(head)]
    previous_is_constant = False
    for cell in chapter.cells:
        if not cell.code:
            continue  # a cell of imports alone
        is_constant = all(name.isupper() for name in cell.names)
        gap = 1 if previous_is_constant and is_constant else 2
        lines += [("", cell.id)] * gap
        lines += [(line, cell.id) for line in cell.code.splitlines()]
        previous_is_constant = is_constant
    return lines


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


def package_files(chapters: list[Chapter]) -> dict[str, list[tuple[str, str]]]:
    """File name -> lines with their origin, for the whole package."""
    files = {"__init__.py": [(line, HEADER) for line in init_lines(chapters)]}
    files |= {
        f"{chapter.module}.py": module_lines(chapter) for chapter in chapters
    }
    files["py.typed"] = []  # tells type checkers that there are annotations
    return files


def write_package(chapters: list[Chapter], folder: Path) -> list[str]:
    """Write the package of these chapters into `folder`; gives the names of the changed files.

    Pass the first k chapters to get the package as it stands after chapter k. Modules that belong
    to no chapter are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    files = package_files(chapters)
    for name, lines in files.items():
        text = "".join(line + "\n" for line, _ in lines)
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append(name)
    for path in _stale_modules(folder, files):
        path.unlink()
        changed.append(path.name)
    return changed


def _stale_modules(folder: Path, files) -> list[Path]:
    return sorted(
        path for path in folder.glob("*.py") if path.name not in files
    )


# Comparing -----------------------------------------------------------------------------------


def differences(chapters: list[Chapter], folder: Path) -> list[str]:
    """Every difference between the chapters and the package in `folder`, with its cells."""
    problems = []
    origin = {f"{chapter.module}.py": chapter.path for chapter in chapters}
    files = package_files(chapters)
    for name, lines in files.items():
        path = folder / name
        if not path.exists():
            problems.append(f"{PACKAGE}/{name} is missing.")
            continue
        source = origin.get(name, "the chapters")
        problems += _differences(path, f"{PACKAGE}/{name}", lines, source)
    problems += [
        f"{PACKAGE}/{path.name} belongs to no chapter; it will be removed."
        for path in _stale_modules(folder, files)
    ]
    return problems


def _differences(
    path: Path, name: str, lines: list[tuple[str, str]], source: str
) -> list[str]:
    expected, actual = (
        [line for line, _ in lines],
        path.read_text("utf-8").splitlines(),
    )
    changes = difflib.SequenceMatcher(
        None, expected, actual, autojunk=False
    ).get_opcodes()
    cells: list[str] = []
    for kind, start, end, _, _ in changes:
        if kind != "equal":
            # Lines that only the package has belong to the cell above them.
            first = start if end > start else max(start - 1, 0)
            cells += [
                cell
                for _, cell in lines[first : max(end, first + 1)]
                if cell not in cells
            ]
    if not cells:
        return []
    diff = list(
        difflib.unified_diff(actual, expected, name, source, lineterm="", n=1)
    )
    shown = diff[:20] + ["…"] * (len(diff) > 20)
    where = ", ".join(
        dict.fromkeys(c if c == HEADER else f"cell `{c}`" for c in cells)
    )
    return [
        f"{name} differs from {source}, {where}.\n"
        f"The chapter is the source: make the change there if you want it, and not here.\n"
        + "\n".join(f"  {line}" for line in shown)
    ]
