"""What a chapter offers to a cell: the statements that its names need, and no others.

A student's cell may use the chapter's imports, functions and small values. Running the whole
chapter for that would take a minute; so the needed statements are found by name, backwards.
Needs the standard library only, because it runs in the jail as well.
"""

import ast
import builtins
import re
import symtable
import textwrap
from contextlib import suppress
from functools import cache

# Cells as Python: without the magics, shell commands and requests for help of IPython.
RUN_AS_USUAL = ("%%time", "%%timeit", "%%capture", "%%prun")
IPYTHON_ONLY = re.compile(
    r"""^([ \t]*)(
        [%!].*               # %magic, !command
        | \?+[\w.]+\?* [ \t]*  # ?name
        | [\w.]+\?+ [ \t]*     # name?
    )$""",
    re.MULTILINE | re.VERBOSE,
)
TIMED = re.compile(r"^([ \t]*)%time[ \t]+(.+)$", re.MULTILINE)
CAPTURED = re.compile(r"^([ \t]*\w+ *= *)[%!].*$", re.MULTILINE)  # files = !ls


def without_magics(source: str) -> str:
    """Return a cell as Python: what only IPython knows becomes ``pass``, or ``None`` as a value.

    A magic that runs its cell, or its line with the names in it, is taken away; the cells of all
    others are not Python, and give an empty text. A ``%`` at the start of a line that is an
    operator stays.
    """
    source = textwrap.dedent(source).lstrip("\n")
    first, _, rest = source.partition("\n")
    if first.startswith("%%"):
        runs = first.split()[0] in RUN_AS_USUAL
        return without_magics(rest) if runs else ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        source = CAPTURED.sub(r"\1None", source)
        source = TIMED.sub(_timed, source)
        return IPYTHON_ONLY.sub(r"\1pass", source)
    return source


def _timed(line: re.Match[str]) -> str:
    """The statement that a line times; the line as it is if that is no Python."""
    try:
        ast.parse(line[2])
    except (SyntaxError, ValueError):
        return line[0]
    return line[1] + line[2]


class _AsGenerators(ast.NodeTransformer):
    """Since Python 3.12 a comprehension's variables are seen around it, but not a generator's."""

    def visit_ListComp(self, node):
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node):
        self.generic_visit(node)
        pair = ast.Tuple([node.key, node.value], ast.Load())
        return ast.GeneratorExp(pair, node.generators)


def global_names(source):
    """Give two sets of names for a piece of code: those it binds, and those it uses."""
    bound, used = set(), set()
    with suppress(RecursionError):  # nested too deeply: as it is
        source = ast.unparse(_AsGenerators().visit(ast.parse(source)))
    tables = [symtable.symtable(source, "<cell>", "exec")]
    top = tables[0]
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if table is not top and not symbol.is_global():
                continue
            if symbol.is_assigned() or symbol.is_imported():
                bound.add(symbol.get_name())
            if symbol.is_referenced():
                used.add(symbol.get_name())
    return bound, used - set(dir(builtins))


@cache
def _statements(cells):
    """The statements of all cells: (source, names that it binds, names that it uses)."""
    statements = []
    for cell in cells:
        # A cell that is no Python offers nothing.
        with suppress(SyntaxError, ValueError):
            for node in ast.parse(without_magics(cell)).body:
                source = ast.unparse(node)
                statements.append((source, *global_names(source)))
    return statements


def needed_statements(cells, code):
    """The statements of ``cells`` (sources, in order) on which ``code`` depends, as source.

    A cell that cannot be parsed offers nothing.
    """
    statements = _statements(tuple(cells))
    binding = {}  # name -> places of the statements that bind it
    for place, (_, bound, _) in enumerate(statements):
        for name in bound:
            binding.setdefault(name, []).append(place)
    chosen = set()
    wanted = [(name, len(statements)) for name in global_names(code)[1]]
    while wanted:
        name, before = wanted.pop()
        places = binding.get(name, [])
        # A function may use what is defined only after it.
        for place in [p for p in places if p < before] or places:
            if place not in chosen:
                chosen.add(place)
                wanted += [(used, place) for used in statements[place][2]]
    return "\n".join(statements[place][0] for place in sorted(chosen))
