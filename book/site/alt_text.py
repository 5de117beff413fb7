"""Every figure says in words what it shows."""

from pathlib import PurePosixPath

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)

IMAGE_SUFFIXES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"}


def is_written_by_a_person(alt: str) -> bool:
    """Tell whether an alternative text is words and not empty or a file's name."""
    alt = alt.strip()
    return (
        bool(alt) and PurePosixPath(alt).suffix.lower() not in IMAGE_SUFFIXES
    )


def check_figures(app, doctree: nodes.document, docname: str) -> None:
    """Warn, and so fail the build, about each picture without a text that stands in for it."""
    for image in doctree.findall(nodes.image):
        if not is_written_by_a_person(image.get("alt", "")):
            logger.warning(
                "figure without alternative text: set `mystnb: {image: {alt: ...}}` in the metadata"
                " of its cell, or [text](...) of its link",
                location=image,
                type="book",
                subtype="alt",
            )


def setup(app) -> None:
    """Look at each page after myst-nb has chosen which form of a figure is shown."""
    app.connect("doctree-resolved", check_figures)
