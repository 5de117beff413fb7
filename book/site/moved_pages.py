"""Each address that a page has had leads to the page, without JavaScript.

`moved_pages` in _config.yml names them: the old name and the new one.
"""

from html import escape
from pathlib import Path

from sphinx.util import logging
from sphinx.util.osutil import relative_uri

logger = logging.getLogger(__name__)

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
<link rel="canonical" href="{address}">
<title>{title} has moved</title>
</head>
<body><p>This page has moved: <a href="{address}">{title}</a></p></body>
</html>
"""


def check(app, env) -> None:
    """Warn, and so fail the build, where an old address is in use or a new one is not."""
    for old, new in app.config.moved_pages.items():
        if new not in env.found_docs:
            logger.warning("moved_pages: %s leads to %s, no page", old, new)
        if old in env.found_docs:
            logger.warning("moved_pages: %s has moved, but is a page", old)


def write(app, exception) -> None:
    """Write a page at each old address, after all others are finished."""
    if exception or app.builder.format != "html":
        return
    for old, new in app.config.moved_pages.items():
        if new not in app.env.found_docs or old in app.env.found_docs:
            continue
        here, there = (app.builder.get_target_uri(name) for name in (old, new))
        page = PAGE.format(
            address=escape(relative_uri(here, there)),
            title=escape(app.env.titles[new].astext()),
        )
        (Path(app.outdir) / here).write_text(page, encoding="utf-8")


def setup(app) -> None:
    """Run after `lighten`, which rewrites what Sphinx has written."""
    app.add_config_value("moved_pages", {}, "html")
    app.connect("env-check-consistency", check)
    app.connect("build-finished", write, priority=950)
