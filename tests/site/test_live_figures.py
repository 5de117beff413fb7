"""The figures that run a trained network in the page: what is typed, what is shown, what is loaded."""

import functools
import sys
import threading
from http.server import ThreadingHTTPServer

import pytest
from lxml import html

from book.reader.chapters import ROOT
from book.site import networks
from tests.conftest import QuietHandler
from tests.site.test_browser import open_page

sys.path.insert(0, str(ROOT / "chapters"))

from drawing import explorer_element

pytestmark = pytest.mark.seconds(12)

# A page of the book that loads no figure: its article makes room for those of the test.
TEMPLATE = "chapters/bibliography.html"
SCRIPT = '<script defer src="../_static/{}.js"></script>'
STILL = '<img alt="the picture" src="data:image/svg+xml,%3Csvg%20xmlns=\'http://www.w3.org/2000/svg\'/%3E">'
EXAMPLES = {}


def number_example():
    """What the first page has built."""
    import pictures

    figure, element = pictures.number()
    pictures.plt.close(figure)
    return element


def lay_out(folder, built_book, names):
    """Make a page with figures, as the build does."""
    page = html.fromstring((built_book / TEMPLATE).read_text("utf-8"))
    (article,) = page.cssselect("article")
    elements = {
        "numbers": number_example,
        **{
            name: functools.partial(explorer_element, name, values, network)
            for name, (values, network) in EXAMPLES.items()
        },
    }
    figures = "".join(
        f'<figure id="{name}">{STILL}{elements[name]()}</figure>'
        for name in names
    )
    article.clear()
    article.set("class", "bd-article")
    for child in html.fragments_fromstring(f"<h1>Figures</h1>{figures}"):
        article.append(child)
    css = '<link rel="stylesheet" href="../_static/explorers/explorer.css">'
    scripts = ["networks/network_worker", "explorers/explorer"]
    scripts += [f"explorers/{name}" for name in names]
    for tag in [css, *map(SCRIPT.format, scripts)]:
        page.head.append(html.fragment_fromstring(tag))
    (folder / "chapters").mkdir()
    (folder / "_static").symlink_to(built_book / "_static")
    text = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    (folder / "chapters" / "figures.html").write_text(text, "utf-8")
    networks.write(
        networks.NAMES, folder / "_networks", ROOT / "_build" / "networks"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory, built_book):
    """The page, the engine and the networks, as they lie in the built book."""
    folder = tmp_path_factory.mktemp("figures")
    lay_out(folder, built_book, ["numbers", *EXAMPLES])
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """The address of a server for that folder."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
