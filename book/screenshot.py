"""Take the README's picture of the book: `python -m book.screenshot`, after `make book`."""

from book.browser import running_browser
from book.reader.chapters import ROOT

PAGE = ROOT / "_build" / "html" / "chapters" / "01_self_attention.html"
PICTURE = ROOT / ".github" / "book.png"


def main() -> None:
    """Photograph the interactive figure of the first chapter, as the page shows it."""
    with running_browser() as browser:
        page = browser.new_page(viewport={"width": 1180, "height": 920})
        page.goto(PAGE.as_uri())
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
