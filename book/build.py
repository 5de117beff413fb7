"""Build the pages of the book: `python -m book.build`, by `make book`.

Sphinx writes them below `_build/sphinx`, with Jupyter Book's settings; book/site/publish.py
finishes them and puts them into `_build/html`. A warning fails the build.
"""

import logging
import shutil
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.util.console import color_terminal, nocolor

from book.cache import book_cache
from book.site.publish import publish

# Their settings would fill a screen that nobody reads.
NOISE = ["myst_parser.sphinx_ext.main", "myst_nb", "sphinx_external_toc"]
MARK = ".made-by-book-build"


def claim(folder: Path) -> None:
    """Make the folder in which Sphinx works, or raise FileExistsError if it is somebody else's."""
    theirs = folder.exists() and not (folder / MARK).exists()
    if theirs and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{folder} is in the way: Sphinx would overwrite what is in it. "
            "Remedy: move it elsewhere."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def build(source: Path) -> int:
    """Build the book in a folder; return the exit status."""
    below = source / "_build"
    try:
        claim(below / "sphinx")
        failed = build_sphinx(
            source,
            below / "sphinx" / "pages",
            path_config=source / "_config.yml",
            noconfig=True,
            confoverrides={
                "external_toc_path": str(source / "_toc.yml"),
                "latex_individualpages": False,
                "nitpicky": True,
            },
            warningiserror=True,
            keep_going=True,
        )
        if failed:
            # Sphinx would take the pages that failed for finished, and the next build would pass.
            state = below / "sphinx" / ".doctrees" / ENV_PICKLE_FILENAME
            state.unlink(missing_ok=True)
            return 1
        publish(source, below / "sphinx" / "pages", below / "html")
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 1
    current = Path(book_cache(source).path)
    for cache in current.parent.glob("[0-9a-f]" * len(current.name)):
        if cache != current:
            shutil.rmtree(cache)
    return 0


if __name__ == "__main__":
    for name in NOISE:
        logging.getLogger(f"sphinx.{name}").setLevel(logging.WARNING)
    if not color_terminal():  # Jupyter Book does not ask
        nocolor()
    sys.exit(build(Path(*sys.argv[1:2]).resolve()))
