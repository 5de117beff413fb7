"""What is the same in every notebook: the set-up cell, and nothing that a run leaves behind.

The first cell says how long the chapter takes.

JupyterLab saves outputs, counts, the kernel's version, the state of its own windows, and gives
new cells random ids. `make update` takes all of that away again. Only the outputs that nbval
compares stay, with the count 1, which nbval asks for; and all those of a chapter that needs an
extra, since the book shows them where that is missing.
"""

import re
from pathlib import Path

import nbformat
import yaml

from book.minutes import say_minutes
from book.reader.chapters import code_cells, extra_of, is_compared, tags

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# The same for every chapter.
METADATA = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
MODULE = "transformer_lib"  # where a notebook says what it makes
KEPT_OF_CELL = {"tags", "grading", "mystnb"}
READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"\b(?=\w*\d)[0-9a-f]{6,}\b|^[0-9a-f]{8}$")

SETUP = """\
# Set-up, the same in every chapter: on Colab it fetches the book, and
# everywhere it sets the style of the pictures.
import os
import subprocess
import sys

REPOSITORY = "{repository}"  # from _config.yml, by `make update`
STYLE = "book.mplstyle"

if "google.colab" in sys.modules and not os.path.exists(STYLE):
    if not REPOSITORY:
        raise RuntimeError(
            "This copy of the book does not name its repository, so Colab "
            "cannot fetch it. Remedy: set repository.url in _config.yml and "
            "run `make update`."
        )
    if not os.path.exists("the-book"):
        clone = ["git", "clone", "--depth", "1", REPOSITORY, "the-book"]
        subprocess.run(clone, check=True)
    book = "./the-book[chapters]"
    pins = ["-c", "the-book/constraints.txt"]  # as `make` installs it
    install = [sys.executable, "-m", "pip", "install", *pins, "-q", book]
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


def setup_source(root: Path) -> str:
    """Return the text of every chapter's set-up cell; `_config.yml` names the repository."""
    config = root / "_config.yml"
    text = config.read_text("utf-8") if config.exists() else ""
    settings = yaml.safe_load(text) or {}
    address = (settings.get("repository") or {}).get("url") or ""
    return SETUP.format(repository=address)


def tidy_notebook(notebook, setup: str) -> None:
    """Put a notebook in order; `setup` is the text of its set-up cell."""
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)  # cells have ids
    own = {k: v for k, v in notebook.metadata.items() if k == MODULE}
    notebook.metadata = nbformat.from_dict(METADATA | own)
    # JupyterLab adds an empty cell when the last one has been run.
    notebook.cells = [
        cell for cell in notebook.cells if cell.source.strip() or tags(cell)
    ]
    for cell in notebook.cells:
        given = cell.metadata.items()
        kept = {k: v for k, v in given if k in KEPT_OF_CELL and v}
        cell.metadata = nbformat.from_dict(kept)
        if "setup" in tags(cell):
            cell.source = setup
        if "check" in tags(cell) and "raises-exception" not in tags(cell):
            # An unsolved exercise says so; JupyterLab then runs the other cells too.
            cell.metadata.tags.append("raises-exception")
        if "solution" in tags(cell):
            cell.metadata.jupyter = {"source_hidden": True}  # folded there
    for cell in code_cells(notebook):
        stays = is_compared(cell) or extra_of(notebook)
        cell.outputs = _joined(cell.outputs) if stays else []
        cell.execution_count = 1 if cell.outputs else None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = 1
    _give_ids(notebook.cells)
    say_minutes(notebook)


def _joined(outputs: list) -> list:
    """Join what was printed without a break; a busy kernel sends it in pieces."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and output.name == last.get("name"):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def is_readable(cell_id: str) -> bool:
    """Tell whether an id is lower-case words; reviewers and messages name cells by them."""
    readable = READABLE_ID.fullmatch(cell_id)
    return bool(readable) and not RANDOM_ID.search(cell_id)


def _give_ids(cells: list) -> None:
    """Give each cell with a random id, or that of another cell, an id from its first words."""
    taken, nameless = set(), []
    for cell in cells:
        if is_readable(cell.get("id", "")) and cell.id not in taken:
            taken.add(cell.id)
        else:
            nameless.append(cell)
    for cell in nameless:
        words = re.findall(r"[a-z]+", cell.source.lower())
        start = name = "-".join(["cell", *words[:3]] if words else ["cell"])
        number = 1
        while name in taken:
            number += 1
            name = f"{start}-{number}"
        cell.id = name
        taken.add(name)


def tidy_file(path: Path, root: Path) -> None:
    """Put a notebook's file in order; it is written only where something changes."""
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    tidy_notebook(notebook, setup_source(root))
    text = nbformat.writes(notebook, indent=1, ensure_ascii=False)
    text = text.rstrip("\n") + "\n"
    if text != before:
        path.write_text(text, "utf-8", newline="\n")
