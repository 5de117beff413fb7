"""What several test files share: the built book, a server, a browser."""

import os

# Before anything imports PyTorch: a second thread that has nothing to do must not spin. With two
# threads a small answer took twenty times as long on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from pathlib import Path

import pytest

from book.browser import chromium, running_browser
from book.reader.chapters import ROOT, page_names
from book.serve import serving

BOOK = ROOT / "_build" / "html"


# All pages: those of the table of contents and the two of Sphinx.
PAGES = [f"{name}.html" for name in [*page_names(), "search", "genindex"]]


def pytest_configure(config):
    """Register the marks by which tests say how long they take, and whether all wait for them."""
    config.addinivalue_line(
        "markers",
        "seconds(n): so long do the tests of this file or class take together; the longest are "
        "begun first, so that no process is left alone with them at the end",
    )
    config.addinivalue_line(
        "markers",
        "thorough: run by `make thorough`, not by `make test`: a whole class from handout to "
        "marks, every page in every look, all answers and mutants, or once more, in another way, "
        "what a shorter test has looked at",
    )


def pytest_collection_modifyitems(items):
    """Sort files and classes by the mark `seconds`; within them the order stays."""

    def seconds(item):
        mark = item.get_closest_marker("seconds")
        return mark.args[0] if mark else 0

    items.sort(key=seconds, reverse=True)


@pytest.fixture(scope="session")
def handed_out_by_the_teacher(tmp_path_factory) -> Path:
    """A link to what `make class` makes, once the commands of the teacher's page are tested."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all processes
    return folder / "handed-out-by-the-teacher"


@pytest.fixture(scope="session")
def built_book() -> Path:
    """The folder of the built pages."""
    if not (BOOK / "intro.html").is_file():
        pytest.fail("there are no built pages: run `make book` first")
    return BOOK


@pytest.fixture(scope="session")
def server(built_book):
    """The address at which the built pages are served."""
    with serving(built_book) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """A real Chromium."""
    if not chromium():
        pytest.skip("no Chromium here: install chromium, or set CHROMIUM")
    with running_browser() as running:
        yield running
