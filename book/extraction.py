"""From chapters to package: what the chapters export, read and checked.

A cell tagged `export` goes into the module that its notebook's metadata names; with the tag
`grows` as well, it goes into the module of the earlier chapter whose names it grows. The chapters
are the source; `make update` makes everything in `transformer_lib/` from them.
"""

import ast
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from book.growth import ExtractionError, Line, is_variable, name_of
from book.reader.chapters import ROOT, chapter_paths, read_notebook, tags

PACKAGE = "transformer_lib"
LONGEST_SUMMARY = 79 - len('""".')


@dataclass(frozen=True)
class ExportCell:
    """One cell tagged `export`, taken apart."""

    place: str  # chapter and cell, as messages name them
    imports: list[ast.Import | ast.ImportFrom]
    names: list[str]
    code: str
    grows: str = ""  # the module of an earlier chapter that it grows

    @property
    def lines(self) -> list[Line]:
        """The lines of its code, each with its origin."""
        return [(line, self.place) for line in self.code.splitlines()]

    @property
    def tree(self) -> ast.Module:
        """The syntax tree of its code."""
        return ast.parse(self.code)


@dataclass(frozen=True)
class Chapter:
    """A notebook and the module that it makes."""

    path: str
    module: str
    summary: str
    cells: list[ExportCell]
    growth: list[ExportCell] = field(default_factory=list)

    @property
    def public_names(self) -> list[str]:
        """The names that readers import, in the order in which the chapter defines them."""
        return [
            name
            for cell in self.cells
            for name in cell.names
            if not name.startswith("_")
        ]


# Reading the chapters ------------------------------------------------------------------------


def read_chapters(root: Path = ROOT) -> list[Chapter]:
    """Every chapter that makes a module, in reading order, checked against the rules."""
    chapters: list[Chapter] = []
    defined: dict[str, str] = {}  # name -> the cell that introduces it
    homes: dict[str, str] = {}  # name -> the module that holds it
    for path in chapter_paths(root):
        chapter = _read_chapter(path, read_notebook(root, path))
        if chapter is None:
            continue
        earlier = [each.module for each in chapters]
        if chapter.module in earlier:
            raise ExtractionError(
                f"{path}: another chapter already makes {chapter.module}.py."
            )
        for cell in chapter.cells:
            _check_staircase(cell, [*cell.imports, cell.tree], earlier)
            for name in cell.names:
                if name in defined:
                    raise ExtractionError(
                        f"`{name}` is defined twice: in {defined[name]} and in {cell.place}. "
                        "Rename one, import the first, or let it grow (tag the cell `grows`)."
                    )
                defined[name], homes[name] = cell.place, chapter.module
        for number, cell in enumerate(chapter.growth):
            home = _home_of_growth(cell, homes, chapter.module)
            below = earlier[: earlier.index(home)]
            _check_staircase(cell, cell.imports, earlier)
            _check_staircase(cell, [cell.tree], below, chapter.module)
            for name in cell.names:
                defined.setdefault(name, cell.place)
                homes[name] = home
            chapter.growth[number] = replace(cell, grows=home)
        chapters.append(chapter)
    return chapters


def _read_chapter(path: str, notebook) -> Chapter | None:
    exported = [cell for cell in notebook.cells if "export" in tags(cell)]
    for cell in notebook.cells:
        if "grows" in tags(cell) and "export" not in tags(cell):
            raise ExtractionError(
                f"{path}, cell `{cell.id}`: a cell tagged `grows` needs the tag `export` as well."
            )
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
    chapter = Chapter(path, module, summary, [])
    for cell in exported:
        its = chapter.growth if "grows" in tags(cell) else chapter.cells
        its.append(_read_cell(path, cell))
    return chapter


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
    return ExportCell(place, imports, names, code)


def _defined_name(node: ast.stmt, place: str) -> str:
    """The name that a top-level statement defines; an error where it does something else."""
    name = name_of(node)
    if hasattr(node, "name") or (is_variable(node) and name.isupper()):
        return name
    raise ExtractionError(
        f"{place}, line {node.lineno}: `{ast.unparse(node).splitlines()[0][:60]}` cannot be "
        "exported. Only imports, functions, classes and CONSTANTS (in capitals) can: move it "
        "into a cell without the tag `export`."
    )


def _check_staircase(
    cell: ExportCell, nodes: list[ast.AST], earlier: list[str], own: str = ""
) -> None:
    """A module imports from earlier chapters' modules, never from its own or a later one.

    Imports within functions count too: wherever one stands, it must find its module. There alone
    a grown function may import from the module `own` of the chapter that grows it.
    """
    choice = ", ".join(earlier) or "there is none yet"
    everything = [one for each in nodes for one in ast.walk(each)]
    functions = [n for n in everything if isinstance(n, ast.FunctionDef)]
    within = {one for each in functions for one in ast.walk(each)}
    for node in everything:
        for source in _imported_modules(node):
            package, _, module = source.partition(".")
            if package not in (PACKAGE, "") or module in earlier:
                continue
            if own and module == own and node in within:
                continue
            raise ExtractionError(
                f"{cell.place}: `{ast.unparse(node)}` breaks the staircase. Import from a module "
                f"that stands before the one this code goes into ({choice})."
                + f" A grown function may import from {own}, in its body."
                * bool(own)
            )


def _home_of_growth(cell: ExportCell, homes: dict, own: str) -> str:
    """The module that a growth cell grows; an error where it holds what may not grow."""
    grown = set()
    for node in cell.tree.body:
        name, home = name_of(node), homes.get(name_of(node))
        if home is None and name.startswith("_"):
            continue  # a private helper
        if home is None:
            problem = (
                f"no earlier chapter introduces `{name}`. Import what grows from the package; a "
                "new public name goes into an exported cell without the tag `grows`."
            )
        elif home == own:
            problem = f"`{name}` is this chapter's own. Change the cell that introduces it."
        elif is_variable(node):
            problem = f"`{name}` is a constant, and only functions and classes grow. Rename it."
        elif isinstance(node, ast.ClassDef) and (
            [ast.unparse(base) for base in node.bases] != [name]
            or node.keywords
        ):
            problem = f"write `class {name}({name}):`, with what changes."
        else:
            grown.add(home)
            continue
        raise ExtractionError(f"{cell.place}: {problem}")
    if len(grown) != 1:
        raise ExtractionError(
            f"{cell.place}: grows {' and '.join(sorted(grown)) or 'nothing'}; a cell grows names "
            "of exactly one module. Give each module a cell of its own."
        )
    if any(getattr(n, "id", "") == "super" for n in ast.walk(cell.tree)):
        raise ExtractionError(
            f"{cell.place}: `super()` would mean the class before it grew, and in the package its "
            "base. Name the base, as in `nn.Module.__init__(self)`, or write the method anew."
        )
    return grown.pop()


def _imported_modules(node: ast.AST) -> list[str]:
    """The modules that a node imports; none where it is no import."""
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return []
