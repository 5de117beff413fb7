"""Mend a page: what the theme's templates leave heavy or hard to use, and no option changes."""

import re
from copy import deepcopy
from itertools import accumulate
from pathlib import Path
from textwrap import shorten

from lxml import html
from lxml.html import HtmlElement, builder

from book.extraction import read_chapters
from book.site import pictures

# The icons exist as a font as well (1.5 MB less), and Bootstrap's script only opens the two menus,
# which `open_menus_without_script` makes needless.
UNUSED_SCRIPTS = {"fontawesome.js", "bootstrap.js"}
# Needed only where a page has such an element: the index of the whole book weighs 50 KB.
SCRIPTS_FOR = {
    "design-tabs.js": ".sd-tab-set",
    "togglebutton.js": ".toggle, .admonition.dropdown",
    **dict.fromkeys(
        [
            *("doctools.js", "language_data.js", "searchindex.js"),
            *("searchtools.js", "sphinx_highlight.js"),
        ],
        "#search-results",
    ),
}

# In `nn.some_long_name` each of these begins a part; `d_model` stays whole.
NAME_PARTS = re.compile(r"(?<=[^\W_]\.)(?=\w)|(?<=[^\W_]{3}_)(?=[^\W_]{3})")

# So many letters of a description are enough, and so many are shown.
SHORTEST, LONGEST = 100, 160

# Known before anything is painted: light or dark, where "as the system has it" is the default; and
# whether the page is opened afresh, and not again at the place where the reader was.
BEFORE_PAINT = """
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";
document.documentElement.dataset.theme = localStorage.getItem("theme") || (dark ? "dark" : "light");
document.documentElement.dataset.opened = performance.getEntriesByType("navigation")[0]?.type ?? "";
"""


def remove_needless(page: HtmlElement) -> None:
    """Drop scripts that the page does not need or has twice, and what is repeated for printing."""
    for needless in page.cssselect("link[rel=preload], #jb-print-docs-body"):
        needless.drop_tree()
    seen = {""}
    for script in page.cssselect("script"):
        url = script.get("src", "")
        file = url.split("?")[0].rpartition("/")[2]
        content = url or (script.text or "").strip()
        needless = content in seen or file in UNUSED_SCRIPTS
        if file in SCRIPTS_FOR:
            needless |= not page.cssselect(SCRIPTS_FOR[file])
        if needless:
            script.drop_tree()
        seen.add(content)


def prepare_painting(page: HtmlElement) -> None:
    """Replace the theme's script, which complains in the console where no mode was chosen yet."""
    for script in page.cssselect("script[data-cfasync]"):
        script.text = BEFORE_PAINT


def open_menus_without_script(page: HtmlElement) -> None:
    """Turn the header's menus into <details>, which the browser opens by itself."""
    for menu in page.cssselect(
        "div.dropdown:has(> button[data-bs-toggle=dropdown])"
    ):
        menu.tag = "details"
        button = menu.find("button")
        button.tag = "summary"
        _remove_attributes(button, "type", "data-bs-toggle", "aria-expanded")
        button.set("title", button.get("aria-label"))
    for element in page.cssselect("[data-bs-toggle]"):
        _remove_attributes(element, "data-bs-toggle", "data-bs-placement")


def _remove_attributes(element: HtmlElement, *names: str) -> None:
    for name in names:
        element.attrib.pop(name, None)


def name_things(page: HtmlElement) -> None:
    """Give each control the name that is seen on it, and each region a landmark."""
    for button in page.cssselect(".search-button-field"):
        # It would hide the "Search Ctrl+K" that everybody sees.
        _remove_attributes(button, "aria-label")
    for icon in page.cssselect("i[class*=fa-], span.fa-solid"):
        icon.set("aria-hidden", "true")
    for title in page.cssselect(".sidebar-primary-items__start"):
        title.set("role", "navigation")
        title.set("aria-label", "Book")
    for summary in page.cssselect("summary[aria-label]:has(.collapsed)"):
        # "Toggle hidden content" in place of "Show code cell source".
        _remove_attributes(summary, "aria-label")
    for entry in page.cssselect("[role=doc-biblioentry]"):
        entry.set("role", "listitem")


def scroll_tables(page: HtmlElement) -> None:
    """Put each table of the text into a box of its own, which scrolls where the page is narrow."""
    for table in page.cssselect("article table"):
        box = table.getparent()
        if "pst-scrollable-table-container" in box.classes:
            box.set("class", "table-scroll")
        else:
            box = builder.DIV(builder.CLASS("table-scroll"))
            box.tail, table.tail = table.tail, None  # what follows the table
            table.getparent().replace(table, box)
            box.append(table)


def break_names_in_tables(page: HtmlElement) -> None:
    """Let a long name in a table break after a dot or between the words it is made of.

    Otherwise one ``scaled_dot_product_attention`` pushes the other columns off a phone.
    """
    for name in page.cssselect(".table-scroll code .pre"):
        name.text, *rest = NAME_PARTS.split(name.text or "")
        for part in rest:
            place = builder.E.wbr()
            place.tail = part
            name.append(place)


def thin_code(page: HtmlElement) -> None:
    """Leave names, punctuation, spaces and operators of code in the text's own colour.

    Their marks are two thirds of the markup of code, and code is most of a chapter's weight.
    """
    for span in page.cssselect("div.highlight span:is(.n, .p, .w, .o)"):
        span.drop_tag()
    for span in page.cssselect("div.highlight span[class]"):
        before = span.getprevious()
        if before is None or before.tail:
            continue
        if (before.tag, before.attrib) != (span.tag, span.attrib):
            continue
        before.append(span)  # its tail, what follows it, comes along
        before.tail, span.tail = span.tail, None
        span.drop_tag()


def plain_text(element: HtmlElement) -> str:
    """Return an element's text on one line, each formula once and no link signs."""
    element = deepcopy(element)
    for twice in element.cssselect(".katex-html, .headerlink"):
        twice.drop_tree()
    element.tail = None
    return " ".join(element.text_content().split())


def describe(page: HtmlElement) -> None:
    """Give the page the description that a search engine shows: its first paragraphs.

    A quotation at the beginning says little, and two chapters begin with the same. Where nothing is
    left, the title describes the page.
    """
    titles = page.cssselect("head > title")
    if not titles:  # a page that only leads to the first one
        return
    paragraphs = page.xpath(
        "//article//p[not(ancestor::blockquote or ancestor::details or ancestor::dd"
        " or ancestor::div[contains(@class, 'cell') or contains(@class, 'citation')])]"
    )
    texts = [*map(plain_text, paragraphs), titles[0].text_content().strip()]
    longer = list(accumulate(texts, "{} {}".format))
    enough = [text for text in longer if len(text) >= SHORTEST]
    text = shorten((enough or longer[-1:])[0], LONGEST, placeholder=" …")
    titles[0].addnext(builder.META(name="description", content=text))


def show_where_shared(page: HtmlElement, name: str) -> None:
    """Say what is seen of a page where a link to it is shared: title, description, picture.

    The picture needs a whole address: it is left out where that of the book is not known.
    """
    for description in page.cssselect("meta[name=description]"):
        title = page.cssselect("head > title")[0].text_content()
        seen = {
            "title": " ".join(title.split()),
            "description": description.get("content"),
            "type": "article",
        }
        for canonical in page.cssselect("link[rel=canonical]"):
            url = canonical.get("href")
            image = f"{url.removesuffix(name)}{pictures.SHARED}"
            seen |= {"url": url, "image": image, "image:alt": pictures.ALT}
        for key, content in reversed(seen.items()):
            tag = builder.META(property=f"og:{key}", content=content)
            description.addnext(tag)


def name_what_grows(page: HtmlElement, chapter: str, root: Path) -> None:
    """Write onto each growth cell of a chapter which module it grows: its badge shows it."""
    cells = page.cssselect("div.cell.tag_grows")
    if cells:
        growth = {each.path: each.growth for each in read_chapters(root)}
        for cell, grown in zip(cells, growth[chapter], strict=True):
            cell.set("data-grows", f"transformer_lib/{grown.grows}.py")


def mend(page: HtmlElement, name: str, root: Path) -> None:
    """Apply every change to one page of the book in the folder `root`."""
    remove_needless(page)
    prepare_painting(page)
    open_menus_without_script(page)
    name_things(page)
    scroll_tables(page)
    break_names_in_tables(page)
    thin_code(page)
    describe(page)
    show_where_shared(page, name)
    name_what_grows(page, name.replace(".html", ".ipynb"), root)


def as_text(page: HtmlElement) -> str:
    """Write a page as HTML 5."""
    text = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    # lxml writes HTML 4, which did not know this element: it has no end.
    return text.replace("</wbr>", "")
