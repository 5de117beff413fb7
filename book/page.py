"""Mend each finished page: what the theme's templates leave heavy or hard to use.

Every change may be made twice without harm, because an incremental build leaves pages as they are
and this module sees them again.
"""

from pathlib import Path

from bs4 import BeautifulSoup

# The icons exist as a font as well; these 1.5 MB would draw them a second time.
UNUSED_SCRIPTS = ("fontawesome.js",)
# Only the search page searches. Elsewhere the index of the whole book would be dead weight.
SEARCH_SCRIPTS = ("searchtools.js", "language_data.js", "searchindex.js")


def _file_name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[-1]


def remove_scripts(page: BeautifulSoup, name: str) -> None:
    """Drop unused scripts and those that stand on the page twice."""
    unused = UNUSED_SCRIPTS if name == "search" else UNUSED_SCRIPTS + SEARCH_SCRIPTS
    seen = set()
    for element in page.select("script, link[rel=preload]"):
        url = element.get("src") or element.get("href") or ""
        body = (element.string or "").strip()
        if _file_name(url) in unused or not (url or body):
            element.decompose()
        elif element.name == "script":
            if (url, body) in seen:
                element.decompose()
            seen.add((url, body))


def mend(page: BeautifulSoup, name: str) -> None:
    """Apply every change to one page."""
    remove_scripts(page, name)


def mend_pages(app, exception) -> None:
    """Mend all pages of a finished HTML build and delete the theme's left-over templates."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for template in out.glob("_static/*-macros.html"):
        template.unlink()
    for file in out.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        page = BeautifulSoup(text, "html.parser")
        mend(page, file.relative_to(out).with_suffix("").as_posix())
        mended = page.decode(formatter="minimal")
        if mended != text:
            file.write_text(mended, encoding="utf-8")


def setup(app) -> None:
    """Mend the pages once they are all written."""
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.connect("build-finished", mend_pages, priority=800)
