"""What several test files share: the built book, a server, a browser."""

import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "_build" / "html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def built_book() -> Path:
    """The folder of the built pages."""
    if not (BOOK / "intro.html").is_file():
        pytest.fail("there are no built pages: run `make book` first")
    return BOOK


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
    """A real Chromium, or a skip that says how to get one."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS))
    program = next(filter(None, candidates), None)
    if program is None:
        pytest.skip("no Chromium here: install chromium, or set CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api")
    # Chromium refuses its sandbox to root; the pages are our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=arguments
        )
        yield running
        running.close()
