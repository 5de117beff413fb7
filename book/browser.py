"""The Chromium that looks at the built pages.

`python -m book.browser` takes the README's picture of the book, after `make book`.
"""

import os
import shutil
from contextlib import contextmanager

from book.reader.chapters import ROOT

NAMES = (
    "chromium-headless-shell",  # no windows: a quarter less to compute
    "chromium",
    "chromium-browser",
    "google-chrome",
)
PAGE = ROOT / "_build" / "html" / "chapters" / "01_self_attention.html"
PICTURE = ROOT / ".github" / "book.png"


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


def main() -> None:
    """Photograph the interactive figure of the first chapter, as the page shows it."""
    with running_browser() as browser:
        page = browser.new_page(viewport={"width": 1180, "height": 1080})
        page.goto(PAGE.as_uri())
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
