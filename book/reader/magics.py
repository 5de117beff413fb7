"""Cells as Python: without the magics, shell commands and requests for help of IPython."""

import ast
import re
import textwrap

RUN_AS_USUAL = ("%%time", "%%timeit", "%%capture", "%%prun")
IPYTHON_ONLY = re.compile(
    r"""^([ \t]*)(
        [%!].*               # %magic, !command
        | \?+[\w.]+\?* [ \t]*  # ?name
        | [\w.]+\?+ [ \t]*     # name?
    )$""",
    re.MULTILINE | re.VERBOSE,
)
CAPTURED = re.compile(r"^([ \t]*\w+ *= *)[%!].*$", re.MULTILINE)  # files = !ls


def without_magics(source: str) -> str:
    """Return a cell as Python: what only IPython knows becomes ``pass``, or ``None`` as a value.

    A cell magic that runs its cell is taken away; the cells of all others are not Python, and
    give an empty text. A ``%`` at the start of a line that is an operator stays.
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
        return IPYTHON_ONLY.sub(r"\1pass", source)
    return source
