"""From chapters to package: `python -m book.extraction` writes it, `--check` compares.

A cell tagged `export` goes into the module that its notebook's metadata names. The chapters are the
source; everything in `transformer_lib/` is made from them.
"""

import ast
import difflib
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags
from book.setup_cell import setup_source
from book.tidy import tidy_file, tidy_notebook

PACKAGE = "transformer_lib"
LINE_LENGTH = 79  # as in pyproject.toml
LONGEST_SUMMARY = LINE_LENGTH - len('""".')
REMEDY = "run `make extract` (python -m book.extraction)"
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
    """A module imports from earlier chapters' modules, never from its own or a later one."""
    for cell in chapter.cells:
        for node in cell.imports:
            if isinstance(node, ast.ImportFrom):
                sources = ["." * node.level + (node.module or "")]
            else:
                sources = [alias.name for alias in node.names]
            for source in sources:
                package, _, module = source.partition(".")
                if package in (PACKAGE, "") and module not in earlier:
                    raise ExtractionError(
                        f"{chapter.path}, cell `{cell.id}`: `{ast.unparse(node)}` breaks the "
                        "staircase. Import from the module of an earlier chapter"
                        + (
                            f" ({', '.join(earlier)})."
                            if earlier
                            else "; this is the first."
                        )
                    )


# Writing modules -----------------------------------------------------------------------------


def import_lines(nodes: list[ast.Import | ast.ImportFrom]) -> list[str]:
    """The imports without repetition, in the order in which ruff sorts them."""
    plain: set[tuple[str, str | None]] = set()
    members: dict[str, set[str]] = {}
    renamed: set[tuple[str, str, str]] = set()
    for node in nodes:
        for alias in node.names:
            if isinstance(node, ast.Import):
                plain.add((alias.name, alias.asname))
            elif alias.asname:
                renamed.add((node.module, alias.name, alias.asname))
            else:
                members.setdefault(node.module, set()).add(alias.name)

    entries = []  # (section, plain imports first, module, first member, line)
    for name, asname in plain:
        line = f"import {name}" + (f" as {asname}" if asname else "")
        entries.append((_section(name), 0, name.lower(), (), line))
    for module, names in members.items():
        ordered = sorted(names, key=_member_order)
        line = _wrapped(
            f"from {module} import ", ordered, "(", ")", always_bracketed=False
        )
        entries.append(
            (
                _section(module),
                1,
                module.lower(),
                _member_order(ordered[0]),
                line,
            )
        )
    for module, name, asname in renamed:
        line = f"from {module} import {name} as {asname}"
        entries.append(
            (_section(module), 1, module.lower(), _member_order(name), line)
        )

    entries.sort()
    lines: list[str] = []
    for number, entry in enumerate(entries):
        if number and entry[0] != entries[number - 1][0]:
            lines.append("")
        lines.extend(entry[-1].splitlines())
    return lines


def _section(module: str) -> int:
    top = module.partition(".")[0]
    if top == "__future__":
        return 0
    if top in sys.stdlib_module_names:
        return 1
    return 3 if top == PACKAGE else 2


def _member_order(name: str) -> tuple[int, str, str]:
    kind = (
        0
        if name.isupper() and len(name) > 1
        else 1
        if name[0].isupper()
        else 2
    )
    return (kind, name.lower(), name)


def _wrapped(
    start: str,
    items: list[str],
    opening: str,
    closing: str,
    always_bracketed=True,
) -> str:
    line = start + ", ".join(items)
    if always_bracketed:
        line = start + opening + ", ".join(items) + closing
    if len(line) <= LINE_LENGTH:
        return line
    return "\n".join(
        [start + opening, *(f"    {item}," for item in items), closing]
    )


def _all_line(names: list[str]) -> str:
    return _wrapped("__all__ = ", [f'"{name}"' for name in names], "[", "]")


def module_lines(chapter: Chapter) -> list[tuple[str, str]]:
    """The module's lines, each with the id of the cell that it comes from."""
    summary = chapter.summary.rstrip(".") + "."
    head = [
        f'"""{summary}',
        "",
        f"Developed in {chapter.path}: change it there, then run `make extract`.",
        '"""',
        "",
    ]
    imports = import_lines(
        [node for cell in chapter.cells for node in cell.imports]
    )
    head += [*imports, ""] if imports else []
    head += _all_line(chapter.public_names).splitlines()
    lines = [(line, HEADER) for line in head]
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
    lines = [
        '"""The Transformer, step by step: one module a chapter, in reading order.',
        "",
        *contents,
        "",
        "Made from the chapters: change the code there, then run `make extract`.",
        '"""',
    ]
    public = [chapter for chapter in chapters if chapter.public_names]
    reexports = [
        ast.ImportFrom(
            f"{PACKAGE}.{chapter.module}",
            [ast.alias(n) for n in chapter.public_names],
        )
        for chapter in public
    ]
    if public:
        names = [name for chapter in public for name in chapter.public_names]
        lines += [
            "",
            *import_lines(reexports),
            "",
            *_all_line(names).splitlines(),
        ]
    return lines


def package_files(chapters: list[Chapter]) -> dict[str, list[tuple[str, str]]]:
    """File name -> lines with their origin, for the whole package."""
    files = {"__init__.py": [(line, HEADER) for line in init_lines(chapters)]}
    files |= {
        f"{chapter.module}.py": module_lines(chapter) for chapter in chapters
    }
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


# The two commands ----------------------------------------------------------------------------


def extract(root: Path = ROOT) -> list[str]:
    """Bring package and notebooks up to date; gives the paths of the changed files."""
    chapters = read_chapters(root)
    changed = [
        f"{PACKAGE}/{name}" for name in write_package(chapters, root / PACKAGE)
    ]
    changed += [
        path for path in chapter_paths(root) if tidy_file(root / path, root)
    ]
    return changed


def check(root: Path = ROOT) -> list[str]:
    """Every difference between chapters and package, each naming its cell and its remedy."""
    problems = []
    chapters = read_chapters(root)
    origin = {f"{chapter.module}.py": chapter.path for chapter in chapters}
    files = package_files(chapters)
    for name, lines in files.items():
        path = root / PACKAGE / name
        if not path.exists():
            problems.append(f"{PACKAGE}/{name} is missing: {REMEDY}.")
            continue
        source = origin.get(name, "the chapters")
        problems += _differences(path, f"{PACKAGE}/{name}", lines, source)
    for path in _stale_modules(root / PACKAGE, files):
        problems.append(
            f"{PACKAGE}/{path.name} belongs to no chapter: {REMEDY} to remove it."
        )

    setup = setup_source(root)
    for path in chapter_paths(root):
        notebook = read_notebook(root, path)
        if not any("setup" in tags(cell) for cell in notebook.cells):
            problems.append(
                f"{path}: no cell is tagged `setup`. Add an empty one and {REMEDY}."
            )
        untidy = ", ".join(
            f"`{cell_id}`" for cell_id in tidy_notebook(notebook, setup)
        )
        if untidy:
            problems.append(
                f"{path}: the set-up text, the mark of a kept output or an execution count is not "
                f"as book/tidy.py puts it, in {untidy}: {REMEDY}."
            )
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
        f"The chapter is the source: make the change there if you want it, then {REMEDY}.\n"
        + "\n".join(f"  {line}" for line in shown)
    ]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; 0 when all is well."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments not in ([], ["--check"]):
        print("usage: python -m book.extraction [--check]", file=sys.stderr)
        return 2
    try:
        if not arguments:
            changed = extract(root)
            print(
                "\n".join(f"wrote {path}" for path in changed)
                or "Nothing to change."
            )
            return 0
        problems = check(root)
    except ExtractionError as error:
        problems = [str(error)]
    if problems:
        print("\n\n".join(problems), file=sys.stderr)
        return 1
    print("Chapters and package agree.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
