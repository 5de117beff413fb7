"""Every picture of a page says in words of its own what it shows.

Here and not in the rules for notebooks, because only the build sees which cells really draw.
"""

import re

import nbformat
from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)

SHORTEST = 40  # characters
PATH = re.compile(r"\S*/\S*/|.*\.(svg|png|jpe?g|gif|webp)$", re.IGNORECASE)


def complaint(alt: str) -> str:
    """Say what is wrong with an alternative text; nothing where it is right."""
    if not alt:
        return "has no alternative text"
    if PATH.match(alt):
        return f"has a file's name for its alternative text, {alt!r}"
    if len(alt) < SHORTEST:
        return (
            f"has an alternative text of only {len(alt)} characters, {alt!r}"
        )
    return ""


def place_of(image: nodes.image, env, docname: str) -> str:
    """Name the page of a picture and, in a notebook, its cell."""
    cell = image
    while cell is not None and "cell_index" not in cell.attributes:
        cell = cell.parent if isinstance(cell.parent, nodes.Element) else None
    if cell is None:
        return f"{docname}, {image.get('uri')}"
    notebook = nbformat.read(env.doc2path(docname), as_version=4)
    return f"{docname}, cell `{notebook.cells[cell['cell_index']].id}`"


def check_pictures(app, doctree: nodes.document, docname: str) -> None:
    """Warn, and so fail the build, about each picture without words that stand in for it."""
    seen: dict[str, nodes.image] = {}
    for image in doctree.findall(nodes.image):
        alt = image.get("alt", "").strip()
        wrong = complaint(alt)
        if not wrong and alt in seen:
            first = place_of(seen[alt], app.env, docname)
            wrong = f"has the alternative text of {first}"
        seen.setdefault(alt, image)
        if wrong:
            logger.warning(
                "%s: a picture %s. Remedy: say what it shows, in at least %d characters, in the"
                " cell's metadata `mystnb: {image: {alt: ...}}` or in the link `![...](...)`",
                place_of(image, app.env, docname),
                wrong,
                SHORTEST,
                location=image,
                type="book",
                subtype="alt",
            )


def setup(app) -> None:
    """Look at each page after myst-nb has chosen which form of a figure is shown."""
    app.connect("doctree-resolved", check_pictures)
