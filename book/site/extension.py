"""The book's Sphinx extension: one small module for each thing that Jupyter Book leaves open."""

from book.site import (
    alt_text,
    archive,
    execution_cache,
    katex,
    launch_buttons,
    lighten,
    moved_pages,
    networks,
    page,
    pictures,
    streams,
)


def setup(app) -> dict:
    """Register all parts; Sphinx calls this."""
    for part in (
        execution_cache,
        launch_buttons,
        katex,
        streams,
        alt_text,
        page,
        pictures,
        lighten,
        moved_pages,
        networks,
        archive,
    ):
        part.setup(app)
    return {
        "version": "1",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
