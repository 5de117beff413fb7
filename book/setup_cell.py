"""The set-up cell: one text, the same at the top of every chapter."""

from pathlib import Path

import yaml

TEMPLATE = """\
# Set-up, the same in every chapter: on Colab it fetches the book, and
# everywhere it sets the style of the pictures.
import os
import subprocess
import sys

REPOSITORY = "{repository}"  # from _config.yml, by `make extract`
STYLE = "book.mplstyle"

if "google.colab" in sys.modules and not os.path.exists(STYLE):
    if not REPOSITORY:
        raise RuntimeError(
            "This copy of the book does not name its repository, so Colab "
            "cannot fetch it. Remedy: set repository.url in _config.yml and "
            "run `make extract`."
        )
    if not os.path.exists("the-book"):
        clone = ["git", "clone", "--depth", "1", REPOSITORY, "the-book"]
        subprocess.run(clone, check=True)
    book = "./the-book[recipes]"
    install = [sys.executable, "-m", "pip", "install", "-q", book]
    subprocess.run(install, check=True)
    os.chdir("the-book/chapters")

if not os.path.exists(STYLE):
    raise RuntimeError(
        f"The chapter runs in {{os.getcwd()}}, but the rest of the book is not "
        "beside it. Remedy: open it in the folder chapters/ of the whole book."
    )

import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats

sys.path.insert(0, "..")  # the package, where it is not installed
plt.style.use(STYLE)
set_matplotlib_formats("svg")"""


def repository_url(root: Path) -> str:
    """The repository's address from `_config.yml`; empty where the book names none."""
    config = root / "_config.yml"
    settings = (
        (yaml.safe_load(config.read_text("utf-8")) or {})
        if config.exists()
        else {}
    )
    return (settings.get("repository") or {}).get("url") or ""


def setup_source(root: Path) -> str:
    """The text of the set-up cell of every chapter of the book in `root`."""
    return TEMPLATE.format(repository=repository_url(root))
