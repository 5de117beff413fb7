"""Print the built pages as one PDF: `python -m book.pdf`, after the book is built.

All pages become one, so that their links work inside the PDF. The browser prints it twice: the
first time says on which page everything stands, and the second names these pages in the contents.
Hints and solutions move to an appendix. Code that is folded on the pages (of pictures, of setting
up, of checks) is left out; live figures are there as the pictures that stand still.
"""

import argparse
import hashlib
import io
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

import yaml
from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E
from pypdf import PdfReader

from book.browser import chromium, running_browser
from book.reader.chapters import ROOT, page_names
from book.site.page import plain_text
from book.site.publish import NAME, write_whole

STYLE = Path(__file__).with_suffix(".css")
ON_SCREEN_ONLY = (
    ".headerlink, .noprint, .explorer, script, .tag_setup, .tag_check,"
    " .tag_hide-input:not(.tag_export) > details"
)


def combined(built: Path, names: list[str], settings: dict) -> HtmlElement:
    """Return one page that holds a cover, the contents, these pages and the appendix.

    `built` is the folder of the built pages, `names` are their paths in it, without suffix.
    Addresses of pictures and styles are absolute. Raises FileNotFoundError where a page is missing.
    """
    articles, styles = {}, {}
    for name in names:
        file = built / f"{name}.html"
        if not file.is_file():
            raise FileNotFoundError(
                f"{file} is missing. Remedy: run `make book` first."
            )
        page = html.document_fromstring(file.read_text("utf-8"))
        page.make_links_absolute(file.as_uri(), resolve_base_href=False)
        for sheet in page.cssselect("link[rel=stylesheet]"):
            styles[sheet.get("href")] = None  # in order, each once
        articles[file.as_uri()] = page.cssselect("article.bd-article")[0]

    ids = {
        uri: name.replace("/", "-")
        for uri, name in zip(articles, names, strict=True)
    }
    for uri, article in articles.items():
        _own_addresses(article, uri, ids)
        for element in article.cssselect(ON_SCREEN_ONLY):
            element.drop_tree()
    parts = list(articles.values())
    parts += _move_solutions(parts)
    _unfold(parts)

    head = E.head(
        E.meta(charset="utf-8"),
        E.title(settings["title"]),
        *(E.link(rel="stylesheet", href=sheet) for sheet in styles),
        E.link(rel="stylesheet", href=STYLE.as_uri()),
        E.style(_running_titles(parts)),
    )
    return E.html(
        head,
        E.body(
            _cover(settings),
            _contents(parts),
            E.div({"class": "bd-content"}, *parts),
        ),
        {"lang": "en", "data-theme": "light"},
    )


def _own_addresses(
    article: HtmlElement, uri: str, ids: dict[str, str]
) -> None:
    """Make ids unique in the whole book, and let links between pages point at them."""
    article.set("id", ids[uri])
    for element in article.xpath(".//*[@id]"):
        element.set("id", f"{ids[uri]}--{element.get('id')}")
    for link in article.cssselect("a[href]"):
        target, _, anchor = link.get("href").partition("#")
        if target in ids:
            anchor = unquote(anchor)
            link.set("href", f"#{ids[target]}" + (anchor and f"--{anchor}"))
        elif urlsplit(target).scheme == "file":
            link.drop_tag()  # what only the pages have: the index, the notebooks


def _title(part: HtmlElement) -> str:
    return plain_text(part.cssselect("h1")[0])


def _page_of(target: str) -> HtmlElement:
    """The number of the page on which `target` stands; `_print` fills it in."""
    return E.span({"class": "page-number", "data-page-of": target})


def _move_solutions(articles: list[HtmlElement]) -> list[HtmlElement]:
    """Move each exercise's hint and solution to an appendix, leave a link; the appendix, if any."""
    appendix = E.article(
        {"class": "bd-article", "id": "solutions"},
        E.h1("Hints and solutions"),
    )
    for article in articles:
        exercises = article.cssselect("section:has(> .tag_solution)")
        if exercises:
            appendix.append(E.h2(_title(article)))
        for exercise in exercises:
            place = f"solution--{exercise.get('id')}"
            title = E.h3(
                E.a(
                    plain_text(exercise[0]),
                    href=f"#{exercise.get('id')}",
                ),
                id=place,
            )
            folded = exercise.cssselect("details.sd-dropdown, .tag_solution")
            words = "Hint and solution" if len(folded) > 1 else "Solution"
            link = E.p(
                {"class": "to-solution"},
                E.a(f"{words}: page ", _page_of(place), href=f"#{place}"),
            )
            folded[-1].addprevious(link)
            appendix.append(title)
            appendix.extend(folded)
    return [appendix] if len(appendix) > 1 else []


def _unfold(parts: list[HtmlElement]) -> None:
    """Open what is still folded; its button becomes a line of text, or nothing."""
    for part in parts:
        for details in part.cssselect("details"):
            details.set("open", "")
            summary = details.find("summary")
            if words := summary.cssselect(".sd-summary-text"):
                unfolded = E.p(
                    {"class": "unfolded"}, words[0].text_content().strip()
                )
                summary.addprevious(unfolded)
            summary.drop_tree()
            details.tag = "div"


def _cover(settings: dict) -> HtmlElement:
    return E.div(
        {"class": "cover"},
        E.p({"class": "title"}, settings["title"]),
        E.p(settings["author"]),
        E.p(
            {"class": "licence"},
            f"{settings['copyright']}. Text and figures: CC BY 4.0. Code: MIT.",
            E.br(),
            "Printed from the book's pages. The code that draws the pictures is in the notebooks;"
            " hints and solutions are in the appendix.",
        ),
    )


def _contents(parts: list[HtmlElement]) -> HtmlElement:
    lines = [E.p({"class": "title"}, "Contents")]
    for part in parts:
        for heading in part.cssselect("h1, h2"):
            target = part.get("id")
            if heading.tag == "h2":
                if target == "solutions":
                    continue
                target = heading.getparent().get("id")
            lines.append(
                E.a(
                    {"class": f"line-{heading.tag}", "href": f"#{target}"},
                    E.span(plain_text(heading)),
                    _page_of(target),
                )
            )
    return E.nav({"class": "book-contents"}, *lines)


def _running_titles(parts: list[HtmlElement]) -> str:
    """The style that puts a part's title at the head of its pages."""
    rules = []
    for number, part in enumerate(parts):
        title = _title(part).replace("\\", r"\\").replace('"', r"\"")
        rules.append(
            f"#{part.get('id')} {{ page: part-{number} }}\n"
            f'@page part-{number} {{ @top-right {{ content: "{title}" }} }}\n'
        )
    return "".join(rules)


def print_pages(page: HtmlElement, browser) -> bytes:
    """Print a combined page; return the PDF."""
    text = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    tab = browser.new_page()
    tab.set_default_timeout(300_000)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.html"
        file.write_text(text, encoding="utf-8")
        tab.goto(file.as_uri())
    options = {"prefer_css_page_size": True, "print_background": True}
    reader = PdfReader(io.BytesIO(tab.pdf(**options)))
    pages = {
        name.lstrip("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }
    tab.evaluate(
        """(pages) => {
          for (const number of document.querySelectorAll("[data-page-of]"))
            number.textContent = pages[number.dataset.pageOf] ?? "";
        }""",
        pages,
    )
    printed = tab.pdf(**options, outline=True, tagged=True)
    tab.close()
    return printed


def refuse_foreign(out: Path, record: Path) -> None:
    """Exit where a file is in the way whose SHA-256 `put` has not entered in the record."""
    if out.exists() and not (
        out.is_file()
        and record.exists()
        and hashlib.sha256(out.read_bytes()).hexdigest() in record.read_text()
    ):
        sys.exit(
            f"{out} is not as this command wrote it, or is somebody else's. "
            "Remedy: move it away, or name another file with --out."
        )


def put(printed: bytes, out: Path, record: Path) -> None:
    """Write a PDF, whole or not at all; the record knows it before it is in place."""
    refuse_foreign(out, record)
    with record.open("a") as file:
        file.write(hashlib.sha256(printed).hexdigest() + "\n")
    write_whole(out, printed)


def main(arguments: list[str] | None = None) -> None:
    """Print the whole book, and say what came of it."""
    parser = argparse.ArgumentParser(description="Print the built book.")
    build = ROOT / "_build"
    parser.add_argument("--out", type=Path, default=build / f"{NAME}.pdf")
    given = parser.parse_args(arguments)
    refuse_foreign(given.out, build / "pdf.written")
    if not chromium():
        sys.exit(
            "There is no Chromium here. Remedy: install chromium, or set CHROMIUM."
        )
    began = time.monotonic()
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    page = combined(build / "html", page_names(), settings)
    with running_browser() as browser:
        printed = print_pages(page, browser)
    put(printed, given.out, build / "pdf.written")
    count = len(PdfReader(io.BytesIO(printed)).pages)
    print(
        f"{given.out}: {count} pages, {len(printed) / 1e6:.1f} MB,"
        f" {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
