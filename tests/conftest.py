"""What several test files share: the built book, a server, a browser."""

import fcntl
import functools
import os
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from book.browser import chromium, running_browser
from book.reader.chapters import ROOT, page_names
from book.run import stale

BOOK = ROOT / "_build" / "html"
LONGEST_WAIT = 900  # seconds, for chapters that other processes run


# All pages: those of the table of contents and the two of Sphinx.
PAGES = [f"{name}.html" for name in [*page_names(), "search", "genindex"]]


def pytest_configure(config):
    """Register the mark by which a file or a class says how long it takes."""
    config.addinivalue_line(
        "markers",
        "seconds(n): so long do the tests of this file or class take together; the longest are "
        "begun first, so that no process is left alone with them at the end",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Chapters first, which the book waits for; then by the mark `seconds`; else as they stand."""

    def order(item):
        mark = item.get_closest_marker("seconds")
        is_chapter = item.path.suffix == ".ipynb"
        return not is_chapter, -(mark.args[0] if mark else 0)

    items.sort(key=order)


@pytest.fixture(scope="session")
def pages_of_the_teacher(tmp_path_factory) -> Path:
    """Where the teacher's page, when it is tested, says where its pages for a class are."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all processes
    return folder / "pages-of-the-teacher"


@pytest.fixture(scope="session")
def built_book(request, pytestconfig) -> Path:
    """The folder of the built pages.

    Where the chapters are tested in the same run (-p book.keep_runs), it is built from what they
    gave, by the first who asks for it; the others wait.
    """
    if pytestconfig.pluginmanager.hasplugin("book.keep_runs"):
        request.getfixturevalue("book_of_this_run")
    if not (BOOK / "intro.html").is_file():
        pytest.fail("there are no built pages: run `make book` first")
    return BOOK


@pytest.fixture(scope="session")
def book_of_this_run(tmp_path_factory) -> None:
    """Build the book once all chapters have passed; only one process does."""
    from book.keep_runs import failed_mark

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all processes
    built = folder / "book-is-built"
    with (folder / "book.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if built.exists():
            return
        end = time.monotonic() + LONGEST_WAIT
        while stale(ROOT):
            if failed_mark().exists() or time.monotonic() > end:
                pytest.fail("the chapters have not all passed, so no book")
            time.sleep(2)
        subprocess.run(
            [sys.executable, "-m", "book.build"], check=True, cwd=ROOT
        )
        built.touch()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def server(built_book):
    """The address at which the built pages are served."""
    handler = functools.partial(QuietHandler, directory=str(built_book))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="session")
def browser():
    """A real Chromium."""
    if not chromium():
        pytest.skip("no Chromium here: install chromium, or set CHROMIUM")
    with running_browser() as running:
        yield running
