"""Chapters' numbers come from `_toc.yml`: files, paths and links follow its order.

A new chapter in the middle is a line there and a file with any number; `make update` does the
rest. In prose a chapter is named by a link, `[chapter 5](05_encoder.ipynb)`, whose number follows;
in code by what it is about.
"""

import re
from pathlib import Path

from book.growth import ExtractionError
from book.reader.chapters import ROOT, chapter_names, read_notebook

TEXTS = {".ipynb", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yml"}
ROOMS = ("book", "chapters", "graded", "recipes", "teaching", "tests")
NUMBERED = re.compile(r"(\d\d)_(\w+)")
# The number in a link to a chapter: `5](05_encoder`, `5 <05_encoder`, "5 {doc}`05_encoder`".
LINKED = r"\b\d+(?=(?:\]\(| <| \{{doc\}}`)[\w./]*\d\d_({names})\b)"
# "Chapter 1: self attention" is made from a file's name.
UNLINKED = re.compile(r"\b(?!Chapter \d+:)[Cc]hapters?[ \n] *\d+\b(?!\]\(| <)")


def _numbers(root: Path) -> dict[str, int]:
    """The chapters' names without a number -> their places in the contents."""
    numbered = [NUMBERED.fullmatch(name) for name in chapter_names(root)]
    names = [match[2] for match in numbered if match]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ExtractionError(
            f"Two chapters are called {', '.join(twice)}: a chapter's name, without its number, "
            "is its own. Rename one."
        )
    return {name: place for place, name in enumerate(names, start=1)}


def _file(name: str, numbers: dict[str, int]) -> str:
    return f"{numbers[name]:02d}_{name}"


def misnumbered(root: Path = ROOT) -> dict[str, str]:
    """The names of chapters' files that do not begin with their place -> what they should be."""
    numbers = _numbers(root)
    return {
        stem: _file(match[2], numbers)
        for stem in chapter_names(root)
        if (match := NUMBERED.fullmatch(stem))
        and int(match[1]) != numbers[match[2]]
    }


def text_files(root: Path = ROOT) -> list[Path]:
    """The book's files whose text may name a chapter's file or number."""
    found = [*root.iterdir()]
    found += [path for room in ROOMS for path in (root / room).rglob("*")]
    return [
        path
        for path in found
        if (path.suffix in TEXTS or path.name == "Makefile")
        and path.name != "CHANGELOG.md"  # says what was
        and path.is_file()
        and "vendor" not in path.parts
    ]


def renumber(root: Path = ROOT) -> None:
    """Give each chapter's file the number of its place, and let all texts follow."""
    numbers = _numbers(root)
    for old, new in misnumbered(root).items():
        target = root / "chapters" / f"{new}.ipynb"
        if target.exists():
            raise ExtractionError(
                f"chapters/{old}.ipynb has the place of chapters/{new}.ipynb, but there is such a "
                "file already. Name it in _toc.yml, or move it away."
            )
        (root / "chapters" / f"{old}.ipynb").rename(target)
    names = "|".join(numbers) or "there is none"
    files = re.compile(rf"\b\d\d_({names})\b")
    links = re.compile(LINKED.format(names=names))
    for path in text_files(root):
        text = path.read_text("utf-8")
        new = links.sub(lambda found: str(numbers[found[1]]), text)
        new = files.sub(lambda found: _file(found[1], numbers), new)
        if new != text:
            path.write_text(new, "utf-8", newline="\n")


def literal_numbers(root: Path = ROOT) -> list[str]:
    """Every mention of a chapter by a number that does not follow the contents."""
    complaints = []
    for path in text_files(root):
        name, parts = path.relative_to(root).as_posix(), {}
        if path.suffix == ".ipynb":
            for cell in read_notebook(root, name).cells:
                parts[f"{name}, cell `{cell.id}`"] = cell.source
        else:
            parts[name] = path.read_text("utf-8")
        for place, text in parts.items():
            for found in UNLINKED.finditer(text):
                complaints.append(
                    f"{place}: `{' '.join(found[0].split())}` would be wrong when a chapter is "
                    "added before it. In prose link it, as in `[chapter 5](05_encoder.ipynb)`; in "
                    "code name what it is about, as in `the encoder chapter`."
                )
    return complaints
