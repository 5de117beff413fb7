"""How long a chapter's path takes to read: counted, and said on its page and on the first page."""

import re
from pathlib import Path

from book.reader.chapters import (
    chapter_paths,
    read_notebook,
    tags,
    text_headings,
)

# How fast a path is read. Strangers took half as long again as the first guess, 120 and 14,
# over fourteen chapters; with these numbers the error is two minutes on average.
WORDS_A_MINUTE, LINES_A_MINUTE = 80, 10
SAID = re.compile(r"\babout \d+ minutes\b")  # in the first cell
# A row of the first page's map.
ROW = r"(?m)^(\|.*\{{doc\}}`chapters/{name}`.*\| )\d+( min \|)$"


def _words(text: str) -> int:
    """The words that are read: formulas and the marks of tables and directives are none."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", " ", text, flags=re.DOTALL)
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def parts_of(notebook) -> dict[str, list]:
    """The cells of a chapter's path, its exercises and its depth."""
    parts = {"path": [], "Exercises": [], "Going deeper": []}
    part = "path"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = [h for h in text_headings(cell.source, 2) if h in parts]
            part = found[0] if found else part
        parts[part].append(cell)
    return parts


def words_and_lines(cells) -> tuple[int, int]:
    """What is read of some cells: words, without what is folded, and visible lines of code."""
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    folded = {"hide-cell", "hide-input", "remove-input", "setup"}
    return (
        sum(_words(re.sub(r"```.*?```", " ", t, flags=re.S)) for t in texts),
        sum(
            len(cell.source.splitlines())
            for cell in cells
            if cell.cell_type == "code" and not folded & set(tags(cell))
        ),
    )


def minutes_of(notebook) -> int:
    """The minutes that the path of a chapter takes."""
    words, lines = words_and_lines(parts_of(notebook)["path"])
    return round(words / WORDS_A_MINUTE + lines / LINES_A_MINUTE)


def say_minutes(notebook) -> None:
    """Let the first cell say them, if it says any."""
    first = notebook.cells[0]
    first.source = SAID.sub(
        f"about {minutes_of(notebook)} minutes", first.source, count=1
    )


def say_on_the_map(root: Path) -> None:
    """Let the first page's map say the minutes of each chapter."""
    page = root / "intro.md"
    if not page.exists():
        return
    before = text = page.read_text("utf-8")
    for path in chapter_paths(root):
        minutes = minutes_of(read_notebook(root, path))
        text = re.sub(
            ROW.format(name=Path(path).stem), rf"\g<1>{minutes}\g<2>", text
        )
    if text != before:
        page.write_text(text, "utf-8", newline="\n")
