"""Growth: a later chapter's cell, merged into the module where its names were introduced.

All is done on lines of text, so that comments stay, and each line remembers the cell it comes
from. Cells are formatted before they come here: each definition begins on a line of its own.
"""

import ast
import re
from itertools import groupby

from book.reader.context import global_names

Line = tuple[str, str]  # the text, and the cell that it comes from
DOCSTRING = '"""'  # as the name of a member


class ExtractionError(Exception):
    """A chapter that cannot become a module; the message names the cell and the remedy."""


def name_of(node: ast.stmt) -> str:
    """The name that a statement defines: a function's, a class's, a variable's; "" for others."""
    if isinstance(node, ast.Assign):
        target = node.targets[0] if len(node.targets) == 1 else None
    else:
        target = getattr(node, "target", None)
    return getattr(node, "name", "") or getattr(target, "id", "")


def bound_name(alias: ast.alias) -> str:
    """The name that an import binds."""
    return alias.asname or alias.name.split(".")[0]


def statements(lines: list[Line]) -> list[ast.stmt]:
    """The statements of some lines."""
    return ast.parse("\n".join(text for text, _ in lines)).body


def is_variable(node: ast.stmt) -> bool:
    """Whether a statement gives a value to a name."""
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _span(node: ast.stmt, lines: list[Line]) -> slice:
    """The lines of a statement: with its decorators, and the comment right above it."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)]) - 1
    while first and lines[first - 1][0].lstrip().startswith("#"):
        first -= 1
    return slice(first, node.end_lineno)


def _pieces(nodes: list[ast.stmt], lines: list[Line], start: int):
    """Each statement with its lines, from the end of the one before it; without blanks around."""
    for node in nodes:
        piece, start = lines[start : node.end_lineno], node.end_lineno
        while not piece[0][0]:
            del piece[0]
        yield node, piece


class Module:
    """The lines of a module; `imports` are its head's, `lines` all below its head."""

    def __init__(self, chapter):
        self.chapter = chapter  # that introduces it
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self.lines: list[Line] = []
        self.grown_in: list[str] = []  # the chapters

    def add(self, cell) -> None:
        """Add a cell of the chapter that introduces this module."""
        self.imports += cell.imports
        if cell.code:  # not imports alone
            last = statements(self.lines)[-1:]
            constants = all(map(is_variable, last + statements(cell.lines)))
            gap = 1 if last and constants else 2
            self.lines += [("", cell.place)] * gap + cell.lines

    def names(self) -> dict[str, ast.stmt]:
        """The names that the module defines, with their statements."""
        return {name_of(node): node for node in statements(self.lines)}

    def grow(self, cell, chapter, earlier: list[str]) -> None:
        """Merge a cell of a later chapter; `earlier` are the modules that stand before this one."""
        helpers: list[Line] = []
        grown = []
        known, used = self.names(), self._used()
        for node, piece in _pieces(statements(cell.lines), cell.lines, 0):
            if name_of(node) not in known:
                helpers += [*piece, *[("", cell.place)] * 2]
                continue
            grown.append(name_of(node))
            old = self.names()[grown[-1]]
            if isinstance(node, ast.ClassDef):
                self._grow_class(old, node, cell)
            else:
                self.lines[_span(old, self.lines)] = piece
        now = self.names()
        first = min(_span(now[name], self.lines).start for name in grown)
        self.lines[first:first] = helpers
        self._import_what_is_used(cell, chapter, earlier, used)
        if chapter.path not in self.grown_in:
            self.grown_in.append(chapter.path)

    def _grow_class(self, old: ast.ClassDef, new: ast.ClassDef, cell) -> None:
        if not {ast.unparse(each) for each in new.decorator_list} <= {
            ast.unparse(each) for each in old.decorator_list
        }:
            raise ExtractionError(
                f"{cell.place}: the decorator of `{new.name}` is none of those with which the "
                "class was introduced, and would be lost. Remove it."
            )
        for name, group in groupby(
            _pieces(new.body, cell.lines, new.lineno),
            key=lambda pair: _member(pair[0], new, cell.place),
        ):
            nodes, (lines, *more) = zip(*group, strict=True)
            for piece in more:  # such as a property's setter
                lines += [("", cell.place), *piece]
            if len(old.bases) == 1:
                lines = _with_super(lines, ast.unparse(old.bases[0]))
            self._put_member(self.names()[old.name], name, nodes[0], lines)

    def _put_member(self, old, name, node, lines: list[Line]) -> None:
        """Put a member of a class in the place of that of the same name, or where new ones go."""
        same = [each for each in old.body if _member(each) == name]
        for needless in reversed(same[1:]):
            span = _span(needless, self.lines)
            while not self.lines[span.start - 1][0]:
                span = slice(span.start - 1, span.stop)
            del self.lines[span]
        if same:
            self.lines[_span(same[0], self.lines)] = lines
            return
        blank = [("", lines[0][1])]
        place = _span(old.body[0], self.lines).start
        if name == DOCSTRING:
            self.lines[place:place] = lines + blank
        elif isinstance(old.body[-1], ast.Pass):
            self.lines[_span(old.body[-1], self.lines)] = lines
        elif not is_variable(node):
            methods = [each for each in old.body if hasattr(each, "body")]
            place = (methods or old.body)[-1].end_lineno
            self.lines[place:place] = blank + lines
        elif attributes := list(filter(is_variable, old.body)):
            place = attributes[-1].end_lineno
            self.lines[place:place] = lines
        elif _member(old.body[0]) == DOCSTRING:
            place = old.body[0].end_lineno
            self.lines[place:place] = blank + lines
        else:
            self.lines[place:place] = lines + blank

    def _import_what_is_used(self, cell, chapter, earlier, before) -> None:
        """Bring the imports that grown code needs, drop those that it has made needless."""
        bound = {bound_name(a) for node in self.imports for a in node.names}
        missing = global_names(cell.code)[1] - {*self.names(), *bound}
        self.imports += [
            _found(name, self.chapter.module, cell, chapter, earlier)
            for name in sorted(missing)
        ]
        needless = before - self._used()
        self.imports = [
            each
            for node in self.imports
            for each in one_by_one(node)
            if bound_name(each.names[0]) not in needless
        ]

    def _used(self) -> set[str]:
        """The names that the module uses and does not define within its functions."""
        return global_names("\n".join(text for text, _ in self.lines))[1]


def _member(node: ast.stmt, of=None, place="") -> str:
    """The name of a member of a class; with `of`, an error where a class cannot grow by it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return DOCSTRING
    name = name_of(node)
    if of is not None and not name:
        raise ExtractionError(
            f"{place}: `{of.name}` cannot grow by `{ast.unparse(node).splitlines()[0]}`, only by "
            "a docstring, methods and attributes `name = value`."
        )
    return name


def _with_super(lines: list[Line], base: str) -> list[Line]:
    """`nn.Module.__init__(self)`, which runs in the notebook, as one writes it in the class."""
    call = re.compile(rf"\b{re.escape(base)}\.__init__\(self(, )?")
    return [(call.sub("super().__init__(", t), cell) for t, cell in lines]


def one_by_one(node):
    """An import of several names as imports of one each."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield ast.Import([alias])
        else:
            yield ast.ImportFrom(node.module, [alias], node.level)


def _found(name: str, module: str, cell, chapter, earlier: list[str]):
    """The import of a name that a chapter's exported cells bring; an error if it may not come."""
    for each in [*chapter.cells, *chapter.growth]:
        for node in [one for i in each.imports for one in one_by_one(i)]:
            source = getattr(node, "module", "") or node.names[0].name
            package, _, file = source.partition(".")
            if bound_name(node.names[0]) == name and file != module:
                if package == "transformer_lib" and file not in earlier:
                    break
                return node
    raise ExtractionError(
        f"{cell.place}: grows {module}.py, which cannot have the name `{name}`. A growth cell may "
        f"use what {module}.py defines and what this chapter's exported cells import from other "
        f"packages or from modules before it ({', '.join(earlier) or 'there is none'}). What "
        "this chapter makes comes in as an argument, or is imported inside the function."
    )
