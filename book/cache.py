"""Where the book keeps what its chapters gave when they were run.

jupyter-cache compares a notebook with its own earlier text and sees nothing else: a change in the
package would leave the old results on the page. So the cache lies in a folder whose name is a hash
of everything that the chapters read.
"""

import fcntl
import hashlib
from contextlib import contextmanager
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn


def inputs_hash(source: Path, patterns: list[str]) -> str:
    """Return a short hash of the names and contents of all files that match the patterns."""
    digest = hashlib.sha256()
    found = {file for pattern in patterns for file in source.glob(pattern)}
    for file in sorted(found):
        if "__pycache__" in file.parts or not file.is_file():
            continue
        digest.update(file.relative_to(source).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def settings(root: Path) -> dict:
    """Return what `_config.yml` says."""
    return yaml.safe_load((root / "_config.yml").read_text("utf-8"))


def book_cache(root: Path):
    """The cache in which a build of the book in this folder looks, empty if it is new."""
    patterns = settings(root)["sphinx"]["config"]["execution_inputs"]
    folder = root / "_build" / ".jupyter_cache" / inputs_hash(root, patterns)
    return get_cache(folder)


def executed(root: Path, notebook):
    """The notebook with what its cells gave; KeyError if its code has not been run."""
    return book_cache(root).merge_match_into_notebook(notebook)[1]


@contextmanager
def one_at_a_time(root: Path):
    """Two chapters may end at the same moment, in two processes."""
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    with (folder / "keep_runs.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def keep(root: Path, path: Path, notebook) -> None:
    """Put an executed chapter into the cache."""
    nbformat.validate(notebook)
    bundle = CacheBundleIn(notebook, str(path))
    with one_at_a_time(root):
        book_cache(root).cache_notebook_bundle(
            bundle, check_validity=False, overwrite=True
        )
