"""Launch and repository buttons appear only where the repository's address is known."""

import os


def configure_buttons(app, config) -> None:
    """Take the address from BOOK_REPOSITORY_URL or `_config.yml`; without one, drop the buttons."""
    options = config.html_theme_options
    url = (
        os.environ.get("BOOK_REPOSITORY_URL")
        or options.get("repository_url")
        or ""
    )
    options["repository_url"] = url.rstrip("/")
    options["use_repository_button"] = options["use_issues_button"] = bool(url)
    if not url:
        options["launch_buttons"] = {}


def setup(app) -> None:
    """Connect to the build before the theme reads its options."""
    app.connect("config-inited", configure_buttons)
