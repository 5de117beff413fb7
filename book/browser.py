"""The Chromium that looks at the built pages."""

import os
import shutil
from contextlib import contextmanager

NAMES = (
    "chromium-headless-shell",  # no windows: a quarter less to compute
    "chromium",
    "chromium-browser",
    "google-chrome",
)


def chromium() -> str | None:
    """The path of a Chromium, where there is one."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES))
    return next(filter(None, candidates), None)


@contextmanager
def running_browser():
    """A Chromium under playwright, closed when it is left."""
    # Many tests need no browser, and not its import.
    from playwright.sync_api import sync_playwright

    # Chromium refuses its sandbox to root; the pages are our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=arguments
        )
        yield running
        running.close()
