"""A plugin of pytest: what nbval has run, the book need not run again (-p book.keep_runs).

A chapter whose cells have all passed is put into the cache from which the book takes what cells
print and draw. A chapter whose extra is not installed is skipped.
"""

import nbformat
import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell

from book.cache import keep
from book.reader.chapters import extra_of, missing_packages
from book.run import kernel_options

PASSED = pytest.StashKey[list]()  # a chapter's cells that have passed


def pytest_configure():
    """Let nbval talk to its kernels as book.run does."""
    manager = nbval.kernel.KernelManager
    nbval.kernel.KernelManager = lambda **options: manager(
        **kernel_options(), **options
    )


def executed_notebook(chapter, passed):
    """The notebook with what its cells gave, as nbclient would have left it."""
    notebook = nbformat.from_dict(chapter.nb)  # a copy
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, (cell, item) in enumerate(zip(code, passed, strict=True), 1):
        cell.outputs, cell.execution_count = item.test_outputs, number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                # nbval's kernel counts nothing.
                output.execution_count = number
    # The pages take from it how code is coloured.
    kernel = chapter.kernel.kc.kernel_info(reply=True, timeout=60)["content"]
    notebook.metadata.language_info = kernel["language_info"]
    return notebook


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
            notebook = executed_notebook(chapter, passed)
            keep(chapter.path.parents[1], chapter.path, notebook)
    return report


def pytest_collection_modifyitems(items):
    """Later chapters train longer: they come first, so that no process is left alone with one."""
    items.sort(key=lambda item: item.path, reverse=True)
    for item in items:
        if isinstance(item, IPyNbCell):
            chapter = item.parent
            missing = missing_packages(chapter.path.parents[1], chapter.nb)
            if missing:
                reason = (
                    f"needs {', '.join(missing)}: make {extra_of(chapter.nb)}"
                )
                item.add_marker(pytest.mark.skip(reason=reason))
