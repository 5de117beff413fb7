"""A plugin of pytest: what nbval has run, the book need not run again (-p book.keep_runs).

A chapter whose cells have all passed is put into the cache from which the book takes what cells
print and draw.
"""

import fcntl
from contextlib import contextmanager

import nbformat
import pytest
from jupyter_cache.base import CacheBundleIn
from nbval.plugin import IPyNbCell

from book.cache import book_cache

PASSED = pytest.StashKey[list]()  # a chapter's cells that have passed
LONGEST = "08_training.ipynb"  # it trains a network for a minute


@contextmanager
def one_at_a_time(root):
    """Two chapters may end at the same moment, in two processes."""
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    with (folder / "keep_runs.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def executed_notebook(chapter, passed):
    """The notebook with what its cells gave, as nbclient would have left it."""
    notebook = nbformat.from_dict(chapter.nb)  # a copy
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, item) in enumerate(zip(code, passed, strict=True), 1):
        cell.outputs, cell.execution_count = item.test_outputs, number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = (
                    number  # nbval's kernel counts nothing
                )
    # The pages take from it how code is coloured.
    kernel = chapter.kernel.kc.kernel_info(reply=True, timeout=60)["content"]
    notebook.metadata.language_info = kernel["language_info"]
    nbformat.validate(notebook)
    return notebook


def keep(chapter, passed):
    """Put an executed chapter into the cache."""
    root = chapter.path.parents[1]
    bundle = CacheBundleIn(
        executed_notebook(chapter, passed), str(chapter.path)
    )
    with one_at_a_time(root):
        book_cache(root).cache_notebook_bundle(
            bundle, check_validity=False, overwrite=True
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Note each cell that passes; after the last one keep the chapter."""
    report = yield
    if isinstance(item, IPyNbCell) and call.when == "call" and report.passed:
        chapter = item.parent
        passed = chapter.stash.setdefault(PASSED, [])
        passed.append(item)
        code = [c for c in chapter.nb.cells if c.cell_type == "code"]
        if len(passed) == len(code):
            keep(chapter, passed)
    return report


def pytest_collection_modifyitems(items):
    """Later chapters train longer: they come first, so that no process is left alone with one."""
    items.sort(
        key=lambda item: (item.path.name == LONGEST, item.path), reverse=True
    )
