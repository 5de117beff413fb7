"""Where the book keeps what its chapters gave when they were run."""

import yaml
from jupyter_cache import get_cache

from book.site.execution_cache import inputs_hash


def book_cache(root):
    """The cache in which a build of the book in this folder looks, empty if it is new."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    patterns = config["sphinx"]["config"]["execution_inputs"]
    folder = root / "_build" / ".jupyter_cache" / inputs_hash(root, patterns)
    return get_cache(folder)


def executed(root, notebook):
    """The notebook with what its cells gave; KeyError if its code has not been run."""
    return book_cache(root).merge_match_into_notebook(notebook)[1]
