"""Mend each finished page: what the theme's templates leave heavy or hard to use.

Every change may be made twice without harm, because an incremental build leaves pages as they are
and this module sees them again.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from book.execution_cache import inputs_hash

# What no page needs: the icons exist as a font as well (1.5 MB less), and
# Bootstrap's script only opens the two menus, which
# `open_menus_without_script` makes needless.
UNUSED_SCRIPTS = {"fontawesome.js", "bootstrap.js"}
# What a page needs only where it has such an element. The search scripts
# belong to the search page alone; elsewhere the index of the whole book would
# be dead weight.
SCRIPTS_FOR = {
    "doctools.js": "#search-results",
    "sphinx_highlight.js": "#search-results",
    "searchtools.js": "#search-results",
    "language_data.js": "#search-results",
    "searchindex.js": "#search-results",
    "design-tabs.js": ".sd-tab-set",
    "togglebutton.js": ".toggle, .admonition.dropdown",
}

# In `nn.some_long_name` each of these begins a part; `d_model` stays whole.
NAME_PARTS = re.compile(r"(?<=[^\W_]\.)(?=\w)|(?<=[^\W_]{3}_)(?=[^\W_]{3})")

# Light or dark is known before anything is painted, and "as the system has it" is the default.
COLOUR_MODE = """
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";
document.documentElement.dataset.theme = localStorage.getItem("theme") || (dark ? "dark" : "light");
"""


def remove_scripts(page: BeautifulSoup) -> None:
    """Drop the scripts that the page does not need, or has twice."""
    seen = set()
    for link in page.select("link[rel=preload]"):
        link.decompose()
    for element in page.select("script"):
        url = element.get("src") or ""
        file = url.split("?")[0].rsplit("/", 1)[-1]
        content = url or (element.string or "").strip()
        needless = file in UNUSED_SCRIPTS or not content
        needless |= file in SCRIPTS_FOR and not page.select_one(
            SCRIPTS_FOR[file]
        )
        if needless or content in seen:
            element.decompose()
        seen.add(content)


def set_colour_mode(page: BeautifulSoup) -> None:
    """Replace the theme's script, which complains in the console where no mode was chosen yet."""
    if script := page.select_one("script[data-cfasync]"):
        script.string = COLOUR_MODE


def remove_print_contents(page: BeautifulSoup) -> None:
    """Drop the title and the contents that the theme repeats for printing."""
    if contents := page.select_one("#jb-print-docs-body"):
        contents.decompose()


def open_menus_without_script(page: BeautifulSoup) -> None:
    """Turn the header's menus into <details>, which the browser opens by itself."""
    for menu in page.select(
        "div.dropdown:has(> button[data-bs-toggle=dropdown])"
    ):
        menu.name = "details"
        button = menu.button
        button.name = "summary"
        for attribute in ("type", "data-bs-toggle", "aria-expanded"):
            del button[attribute]
        button["title"] = button["aria-label"]
    for element in page.select("[data-bs-toggle]"):
        del element["data-bs-toggle"]
        del element["data-bs-placement"]


def name_things(page: BeautifulSoup) -> None:
    """Give each control the name that is seen on it, and each region a landmark."""
    for button in page.select(".search-button-field"):
        del button[
            "aria-label"
        ]  # it would hide the "Search Ctrl+K" that everybody sees
    for icon in page.select("i[class*=fa-], span.fa-solid"):
        icon["aria-hidden"] = "true"
    for title in page.select(".sidebar-primary-items__start"):
        title["role"], title["aria-label"] = "navigation", "Book"
    for summary in page.select("summary[aria-label]:has(.collapsed)"):
        del summary[
            "aria-label"
        ]  # "Toggle hidden content" in place of "Show code cell source"
    for entry in page.select("[role=doc-biblioentry]"):
        entry["role"] = "listitem"


def scroll_tables(page: BeautifulSoup) -> None:
    """Put each table of the text into a box of its own, which scrolls where the page is narrow."""
    for table in page.select("article table"):
        box = table.parent
        if "pst-scrollable-table-container" in box.get_attribute_list("class"):
            box["class"] = "table-scroll"
        elif "table-scroll" not in box.get_attribute_list("class"):
            table.wrap(page.new_tag("div", attrs={"class": "table-scroll"}))


def break_names_in_tables(page: BeautifulSoup) -> None:
    """Let a long name in a table break after a dot or between the words it is made of.

    Otherwise one ``scaled_dot_product_attention`` pushes the other columns off a phone.
    """
    for name in page.select(".table-scroll code .pre"):
        if name.string is None:  # broken already, or marked up further
            continue
        first, *rest = NAME_PARTS.split(name.string)
        name.string = first
        for part in rest:
            name.extend([page.new_tag("wbr"), part])


def thin_code(page: BeautifulSoup) -> None:
    """Leave names, punctuation, spaces and operators of code in the text's own colour.

    Their marks are two thirds of the markup of code, and code is most of a chapter's weight.
    """
    for span in page.select("div.highlight span:is(.n, .p, .w, .o)"):
        span.unwrap()
    for span in page.select("div.highlight span[class]"):
        following = span.next_sibling
        while isinstance(following, Tag) and following.attrs == span.attrs:
            span.extend(list(following.contents))
            following.decompose()
            following = span.next_sibling


def mend(page: BeautifulSoup) -> None:
    """Apply every change to one page."""
    for change in (
        remove_scripts,
        set_colour_mode,
        remove_print_contents,
        open_menus_without_script,
        name_things,
        scroll_tables,
        break_names_in_tables,
        thin_code,
    ):
        change(page)


def add_explorers(app, pagename, templatename, context, doctree) -> None:
    """Load the interactive figures' files only where there are such figures."""
    figures = sorted(
        set(re.findall(r'data-figure="(\w+)"', context.get("body", "")))
    )
    if figures:
        app.add_css_file("explorers/explorer.css", priority=910)
        for name in ["explorer", *figures]:
            app.add_js_file(f"explorers/{name}.js", loading_method="defer")


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
        mend(page)
        file.write_text(page.decode(formatter="minimal"), encoding="utf-8")


def watch_own_code(app, config) -> None:
    """Let a change in book/ rewrite the pages; Sphinx looks only at their text and its settings."""
    config.page_code_hash = inputs_hash(Path(__file__).parent, ["**/*"])


def setup(app) -> None:
    """Mend the pages once they are all written."""
    app.add_config_value("page_code_hash", "", "html", str)
    app.connect("config-inited", watch_own_code)
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.connect("html-page-context", add_explorers)
    app.connect("build-finished", mend_pages, priority=800)
