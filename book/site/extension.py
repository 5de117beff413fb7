"""The book's Sphinx extension: what Jupyter Book leaves open while pages are written."""

import os
import re
from pathlib import Path

from pybtex.plugin import find_plugin, register_plugin

from book.cache import inputs_hash
from book.site import alt_text, katex, networks, pictures

FIGURE = re.compile(r'data-figure="(\w+)"')


def choose_cache(app, config) -> None:
    """Let myst-nb look for results in the cache of the present inputs (see book/cache.py).

    The path is a setting whose change makes Sphinx read every page again.
    """
    source = Path(app.srcdir)
    key = inputs_hash(source, config.execution_inputs)
    config.nb_execution_cache_path = str(
        source / "_build" / ".jupyter_cache" / key
    )


def watch_own_code(app, config) -> None:
    """Let a change in book/site rewrite the pages; Sphinx sees only texts and settings."""
    config.page_code_hash = inputs_hash(Path(__file__).parent, ["**/*"])


def choose_address(app, config) -> None:
    """Let the environment say where the book will be; pages then name their own address."""
    url = os.environ.get("BOOK_URL") or config.html_baseurl
    config.html_baseurl = f"{url.rstrip('/')}/" if url else ""


def configure_buttons(app, config) -> None:
    """Show launch and repository buttons only where the repository's address is known."""
    options = config.html_theme_options
    url = os.environ.get("BOOK_REPOSITORY_URL") or options.get(
        "repository_url"
    )
    options["repository_url"] = (url or "").rstrip("/")
    options["use_repository_button"] = options["use_issues_button"] = bool(url)
    if not url:
        options["launch_buttons"] = {}


def add_figures(app, pagename, templatename, context, doctree) -> None:
    """Load what draws interactive figures and runs networks only where a page needs it."""
    body = context.get("body", "")
    figures = sorted(set(FIGURE.findall(body)))
    live = networks.IN_PAGES.search(body)
    if live:
        # Before the figures, which ask it for the size of what they offer.
        app.add_js_file(
            "networks/network_worker.js",
            loading_method="defer",
            priority=490,
            **{"data-version": networks.version_of_all()},
        )
    if figures:
        app.add_css_file("explorers/explorer.css", priority=910)
        for name in ["explorer", *["live"] * bool(live), *figures]:
            app.add_js_file(f"explorers/{name}.js", loading_method="defer")


def setup(app) -> dict:
    """Register all parts; Sphinx calls this."""
    app.add_config_value("execution_inputs", [], "env", list)
    app.add_config_value("page_code_hash", "", "html", str)
    app.connect("config-inited", choose_cache, priority=100)
    app.connect("config-inited", watch_own_code)
    app.connect("config-inited", choose_address)
    app.connect("config-inited", configure_buttons)
    # Otherwise each citation looks through all installed packages: two seconds for the book.
    plaintext = find_plugin("pybtex.backends", "plaintext")
    register_plugin("pybtex.backends", "plaintext", plaintext, force=True)
    for part in alt_text, katex, pictures:
        part.setup(app)
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.connect("html-page-context", add_figures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
